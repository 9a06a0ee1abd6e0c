// The order in the hand: picked up by mouse or key, carried over the lanes, dropped or put back.
import { effect } from "@preact/signals";
import { place } from "./act";
import { get, Refused } from "./api";
import { axis, dayTime, view } from "./axis";
import { laneOf, lanes, ROW } from "./rows";
import { byOrder, draft, draftShown, engineers, held, offers, replayAt, says, selected, verdict, waiting } from "./store";
import { movable, planned } from "./look";
import { toast } from "./toast";
import { t } from "./words";
import type { Bar, Held, OrderFacts, Verdict, Waiting } from "./types";

export const QUARTER = 900;
export const SNAP = 300;
const ASK_MS = 70;
const SHORTEST = 900;

/** Take a bar or a waiting order up; false when it may not be moved. */
export function pick(order: number, resize = false): boolean {
  if (replayAt.value !== null) return false;
  const bar = byOrder.value.get(order);
  const wait = waiting.value.find((one) => one.order === order);
  if (bar && bar.id && !movable(bar)) {
    says.value = t(planned(bar) ? "is_locked" : "started");
    toast(says.value);
    return false;
  }
  if (!bar && !wait) return false;
  held.value = bar ? fromBar(bar, resize) : fromWaiting(wait as Waiting);
  selected.value = order;
  says.value = t("picked", { title: held.value.title });
  void askOffers(order);
  return true;
}

const fromBar = (bar: Bar, resize: boolean): Held => ({
  order: bar.order, booking: bar.id, version: bar.version, title: bar.title, engineer: bar.engineer, starts: bar.starts, ends: bar.ends,
  from: { engineer: bar.engineer, starts: bar.starts, ends: bar.ends }, resize, moved: false,
});

function fromWaiting(order: Waiting): Held {
  const now = Math.ceil(Date.now() / 1000 / QUARTER) * QUARTER;
  const starts = Math.max(axis.value.starts, Math.min(now, axis.value.ends - QUARTER));
  const first = lanes.value.find((lane) => lane.top >= view.value.top) ?? lanes.value[0];
  return { order: order.order, booking: 0, version: 0, title: order.title, engineer: first?.engineer.id ?? 0, starts, ends: starts + order.minutes * 60, from: null, resize: false, moved: false };
}

export function carry(change: Partial<Pick<Held, "engineer" | "starts" | "ends">>): void {
  const mine = held.value;
  if (!mine) return;
  const next = { ...mine, ...change, moved: true };
  if (next.ends - next.starts < SHORTEST) next.ends = next.starts + SHORTEST;
  if (next.engineer === mine.engineer && next.starts === mine.starts && next.ends === mine.ends) return;
  held.value = next;
}

/** By key: another engineer, a quarter earlier or later, shorter or longer. */
export function step(engineers: number, quarters: number, length = 0): void {
  const mine = held.value;
  if (!mine) return;
  const all = lanes.value;
  const index = all.findIndex((lane) => lane.engineer.id === mine.engineer);
  const lane = all[Math.max(0, Math.min(all.length - 1, index + engineers))];
  carry({ engineer: lane?.engineer.id ?? mine.engineer, starts: mine.starts + quarters * QUARTER, ends: mine.ends + (quarters + length) * QUARTER });
  announce();
  reveal();
}

let turn = 0;

/** The best places one after the other. */
export function toBest(): void {
  const mine = held.value;
  const known = offers.value?.candidates.filter((one) => laneOf.value.has(one.engineer) && one.starts >= axis.value.starts && one.starts < axis.value.ends) ?? [];
  const best = known[turn % Math.max(1, known.length)];
  if (!mine || !best) return;
  turn += 1;
  carry({ engineer: best.engineer, starts: best.starts, ends: best.starts + mine.ends - mine.starts });
  announce();
  reveal();
}

function announce(): void {
  const mine = held.value;
  if (mine) says.value = t("at", { name: engineers.value.get(mine.engineer)?.name ?? "", time: dayTime(mine.starts) });
}

/** Scroll the timeline so that the carried order is in sight. */
export function reveal(): void {
  const scroll = document.getElementById("bd-scroll");
  const mine = held.value;
  const lane = mine && laneOf.value.get(mine.engineer);
  if (!scroll || !mine || !lane) return;
  const { top, height } = view.value;
  if (lane.top < top + ROW) scroll.scrollTop = Math.max(0, lane.top - 2 * ROW);
  else if (lane.top + ROW * 2 > top + height) scroll.scrollTop = lane.top + ROW * 3 - height;
}

export function putBack(): void {
  if (!held.value) return;
  if (!held.value.from) selected.value = 0; // else the next move of the mouse would pick it up again
  held.value = null;
  says.value = t("cancelled");
}

export function drop(): void {
  const mine = held.value;
  if (!mine) return;
  const answer = verdict.value;
  if (mine.moved && answer && typeof answer !== "string" && !answer.possible && answer.starts === mine.starts) {
    says.value = answer.hard.join(" · ");
    toast(says.value, undefined, true);
    held.value = null;
    return;
  }
  held.value = null;
  const to = { engineer: mine.engineer, starts: mine.starts, ends: mine.ends };
  const from = mine.from;
  if (!mine.moved || (from && from.engineer === to.engineer && from.starts === to.starts && from.ends === to.ends)) return;
  void place(mine.order, mine.title, from, to);
}

async function askOffers(order: number): Promise<void> {
  offers.value = null;
  turn = 0;
  const found = await get<OrderFacts>(`orders/${order}/?offers`).catch(() => null);
  if (held.value?.order === order) offers.value = found?.offers ?? null;
}

/** What the hovered place would cost: one question a place, asked when the hand rests for a moment. */
export function watchHand(): void {
  let timer = 0;
  let running: AbortController | null = null;
  const known = new Map<string, Verdict>();
  let subject = "";
  effect(() => {
    const mine = held.value;
    clearTimeout(timer);
    running?.abort();
    if (!mine || !mine.moved) { verdict.value = null; if (!mine) known.clear(); return; }
    const shownDraft = draftShown.value ? draft.value?.id : undefined;
    const query = `engineer=${mine.engineer}&starts=${mine.starts}&minutes=${Math.round((mine.ends - mine.starts) / 60)}${shownDraft ? `&draft=${shownDraft}` : ""}`;
    if (subject !== `${mine.order}/${mine.version}`) known.clear();
    subject = `${mine.order}/${mine.version}`;
    const kept = known.get(query);
    if (kept) { verdict.value = kept; return; }
    verdict.value = "";
    timer = window.setTimeout(() => {
      running = new AbortController();
      get<Verdict>(`orders/${mine.order}/check/?${query}`, running.signal)
        .then((answer) => { known.set(query, answer); verdict.value = answer; })
        .catch((error: unknown) => { if (!(error instanceof DOMException)) verdict.value = error instanceof Refused ? error.message : t("offline"); });
    }, ASK_MS);
  });
}
