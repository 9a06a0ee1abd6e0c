// Orders nobody has: searched, filtered and sorted here; picked by click, drag or Enter.
import { computed, effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { dayTime, hm } from "./axis";
import { fillDraft } from "./act";
import { askFits, fits } from "./fits";
import { pick, putBack } from "./hand";
import { Icon } from "./icons";
import { board, clock, heldOrder, holders, now, replayAt, selected, waiting } from "./store";
import { startDrag } from "./timeline";
import { t } from "./words";
import type { Waiting } from "./types";

const ITEM = 68;
const DAY = 86_400;
const URGENT = 2;

const text = signal("");
const chip = signal("all");
const sort = signal<"due" | "size">("due");
const scrolled = signal({ top: 0, height: 600 });

const dueToday = (order: Waiting): boolean => {
  const day = board.value?.days.find((one) => clock.value >= one.starts && clock.value < one.ends) ?? board.value?.days[0];
  return order.due !== null && day !== undefined && order.due < day.ends;
};
const matches = (order: Waiting, words: string): boolean => {
  const plan = board.value;
  const skill = order.skill ? (plan?.skills[order.skill] ?? "") : "";
  const category = order.category ? (plan?.categories[order.category] ?? "") : "";
  return `${order.title} ${order.place} ${skill} ${category} ${order.number}`.toLowerCase().includes(words);
};

const found = computed(() => {
  const words = text.value.trim().toLowerCase();
  return words ? waiting.value.filter((order) => matches(order, words)) : waiting.value;
});

interface Chip { key: string; label: string; keep: (order: Waiting) => boolean }

const chips = computed<Chip[]>(() => {
  const skills = [...new Set(waiting.value.flatMap((order) => (order.skill ? [order.skill] : [])))];
  return [
    { key: "all", label: t("all"), keep: () => true },
    { key: "today", label: t("due_today"), keep: dueToday },
    { key: "urgent", label: t("urgent"), keep: (order) => order.severity <= URGENT },
    ...skills.slice(0, 4).map((skill) => ({ key: `s${skill}`, label: board.value?.skills[skill] ?? "", keep: (order: Waiting) => order.skill === skill })),
  ];
});

const listed = computed(() => {
  const kept = found.value.filter(chips.value.find((one) => one.key === chip.value)?.keep ?? (() => true));
  return sort.value === "due" ? kept : [...kept].sort((a, b) => b.minutes - a.minutes);
});

const span = (seconds: number): string => {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  if (minutes >= 72 * 60) return t("days_ago", { n: Math.floor(minutes / 1440) });
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
};

function Due({ due }: { due: number | null }) {
  if (due === null) return null;
  const left = due - now.value;
  if (left < 0) return <span class="bd-chip red"><Icon name="clock-exclamation" />{t("over", { time: span(left) })}</span>;
  if (left < 3600) return <span class="bd-chip amb"><Icon name="alarm" />{t("left", { time: t("min", { n: Math.floor(left / 60) }) })}</span>;
  return <span class="bd-chip"><Icon name="clock" />{left < DAY ? span(left) : dayTime(due)}</span>;
}

function Item({ order, top }: { order: Waiting; top: number }) {
  const on = selected.value === order.order;
  const by = holders.value.get(order.order);
  const skill = order.skill ? board.value?.skills[order.skill] : "";
  const fit = fits.value.get(order.order);
  return (
    <li class={`bd-item ${on ? "on" : ""} ${by ? "theirs" : ""}`} style={{ top: `${top}px` }}>
      <button type="button" id={`wait-${order.order}`} data-order={order.order} aria-pressed={on} onPointerDown={(event) => startDrag(event, order.order, 0, false)}
        onClick={() => { if (heldOrder.value === order.order) putBack(); selected.value = on ? 0 : order.order; }} onDblClick={() => pick(order.order)}>
        <b class="clip">{order.title}</b><Due due={order.due} />
        <small class="clip">{[order.place, span(order.minutes * 60), skill, order.window ? `${hm(order.window[0])}–${hm(order.window[1])}` : ""].filter(Boolean).join(" · ")}</small>
        {by ? <small class="who clip"><Icon name="user" />{t("holds", { name: by })}</small> : on ? <small class="pri clip"><Icon name="finger" />{t("k_drop")} <kbd>↵</kbd></small> : fit?.engineer ? <small class="grn clip" title={t("could_go", { n: fit.could_go })}><Icon name="check" />{t("hint_feasible", { name: fit.name, time: dayTime(fit.starts) })}</small> : order.why ? <small class="amb clip"><Icon name="ban" />{order.why}</small> : <small class="clip dim">{order.number}</small>}
      </button>
    </li>
  );
}

export function WaitingList() {
  const scroll = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const element = scroll.current;
    if (!element) return;
    const measure = (): void => { scrolled.value = { top: Math.floor(element.scrollTop / ITEM) * ITEM, height: element.clientHeight }; };
    new ResizeObserver(measure).observe(element);
    element.addEventListener("scroll", measure, { passive: true });
  }, []);
  useEffect(() => effect(() => {
    const { top, height } = scrolled.value;
    askFits(listed.value.slice(Math.max(0, Math.floor(top / ITEM) - 1), Math.ceil((top + height) / ITEM) + 2).map((order) => order.order));
  }), []);
  const all = listed.value;
  const { top, height } = scrolled.value;
  const first = Math.max(0, Math.floor(top / ITEM) - 1);
  const last = Math.min(all.length, Math.ceil((top + height) / ITEM) + 2);
  const filtered = text.value !== "" || chip.value !== "all";
  return (
    <section class="bd-side l" aria-labelledby="bd-un">
      <div class="bd-hd"><h2 id="bd-un">{t("unassigned")} {waiting.value.length}</h2><button type="button" class="bd-link end" onClick={() => { sort.value = sort.value === "due" ? "size" : "due"; }}><Icon name="adjustments" /> {t(sort.value === "due" ? "sort_due" : "sort_size")}</button></div>
      <div class="bd-filters">
        <label class="bd-find"><Icon name="search" /><span class="sr">{t("filter")}</span><input id="bd-filter" value={text.value} placeholder={t("filter")} onInput={(event) => { text.value = event.currentTarget.value; }} onKeyDown={(event) => { if (event.key === "Escape") { text.value = ""; event.currentTarget.blur(); } }} /><kbd>/</kbd></label>
        <div class="bd-chips">{chips.value.map((one) => ({ ...one, n: found.value.filter(one.keep).length })).filter((one) => one.n || one.key === "all" || one.key === chip.value).map((one) => <button key={one.key} type="button" class="bd-chip" aria-pressed={chip.value === one.key} onClick={() => { chip.value = one.key; }}>{one.label} {one.n}</button>)}</div>
      </div>
      <ol class="bd-list" ref={scroll}>
        <li class="bd-space" style={{ height: `${all.length * ITEM}px` }} aria-hidden="true" />
        {all.slice(first, last).map((order, n) => <Item key={order.order} order={order} top={(first + n) * ITEM} />)}
        {!all.length && <li class="bd-empty">{filtered ? <><b>{t("nothing_found")}</b><button type="button" class="bd-btn" onClick={() => { text.value = ""; chip.value = "all"; }}>{t("clear")}</button></> : <><Icon name="circle-check" /><b>{t("nothing_waits")}</b>{t("nothing_waits_text")}</>}</li>}
      </ol>
      {all.length > 0 && replayAt.value === null && <div class="bd-foot"><button type="button" class="bd-btn grow" onClick={() => void fillDraft(all.map((order) => order.order))}><Icon name="sparkles" /> {t("plan_all", { n: Math.min(all.length, 40) })}</button></div>}
      {board.value?.more_waiting && <p class="bd-note">{t("few_orders")}</p>}
    </section>
  );
}
