// Keys of the board. Everything the mouse can do, a key can; fields keep their own keys.
import { canRedo, canUndo, redo, toggleLock, undo } from "./act";
import { drop, pick, putBack, step, toBest } from "./hand";
import { lanes } from "./rows";
import { held, replayAt, selected } from "./store";
import { togglePlay } from "./past";

const typing = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.matches("input:not([type=range]), textarea, select, [contenteditable]");

function focusBar(order: number): void {
  selected.value = order;
  requestAnimationFrame(() => document.getElementById(`bar-${order}`)?.focus({ preventScroll: false }));
}

/** From bar to bar with the arrows when nothing is in the hand. */
function walk(key: string): boolean {
  const order = Number((document.activeElement as HTMLElement | null)?.dataset.order ?? 0);
  const lane = lanes.value.find((one) => one.bars.some((bar) => bar.order === order));
  const bar = lane?.bars.find((one) => one.order === order);
  if (!lane || !bar) return false;
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const next = lane.bars[lane.bars.indexOf(bar) + (key === "ArrowRight" ? 1 : -1)];
    if (next) focusBar(next.order);
    return true;
  }
  const down = key === "ArrowDown" ? 1 : -1;
  for (let n = lanes.value.indexOf(lane) + down; lanes.value[n]; n += down) {
    const others = lanes.value[n]?.bars ?? [];
    const nearest = [...others].sort((a, b) => Math.abs(a.starts - bar.starts) - Math.abs(b.starts - bar.starts))[0];
    if (nearest) { focusBar(nearest.order); break; }
  }
  return true;
}

/** Enter on a button presses it; a bar is what is held. */
const onOtherButton = (target: EventTarget | null): boolean => target instanceof Element && target.closest("button:not([data-order]), a") !== null;

function whileHolding(event: KeyboardEvent): boolean {
  const { key, shiftKey } = event;
  if (key === "ArrowUp") step(-1, 0);
  else if (key === "ArrowDown") step(1, 0);
  else if (key === "ArrowLeft") shiftKey ? step(0, 0, -1) : step(0, -1);
  else if (key === "ArrowRight") shiftKey ? step(0, 0, 1) : step(0, 1);
  else if (key === "Tab") toBest();
  else if (key === "Enter" && !onOtherButton(event.target)) drop();
  else if (key === "Escape") putBack();
  else return false;
  return true;
}

function otherwise(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  const order = Number(target.closest<HTMLElement>("[data-order]")?.dataset.order ?? 0);
  if (event.key === "/") document.getElementById("bd-filter")?.focus();
  else if (event.key === "Enter" && order && target.matches("[data-order]")) { selected.value = order; pick(order); }
  else if (event.key.toLowerCase() === "l" && (order || selected.value)) void toggleLock(order || selected.value);
  else if (event.key.startsWith("Arrow")) return walk(event.key);
  else if (event.key === " " && (target === document.body || target.matches("[data-order]")) && replayAt.value !== null) void togglePlay();
  else if (event.key === "Escape" && selected.value) selected.value = 0;
  else return false;
  return true;
}

export function listenToKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.altKey) return;
    const chord = event.ctrlKey || event.metaKey;
    let mine = false;
    if (chord && !typing(event.target)) {
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey && canUndo.value) { void undo(); mine = true; }
      else if ((key === "y" || (key === "z" && event.shiftKey)) && canRedo.value) { void redo(); mine = true; }
    } else if (!chord && !typing(event.target)) mine = held.value ? whileHolding(event) : otherwise(event);
    if (!mine) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
}

