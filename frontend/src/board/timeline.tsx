// The timeline: only lines and bars in sight are in the page. Places are set through the CSSOM, never in markup.
import { Component } from "preact";
import { computed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { axis, dayTime, HEAD, hm, marked, usualStart, view } from "./axis";
import { carry, drop, pick, putBack, SNAP } from "./hand";
import { Icon, mask } from "./icons";
import { lookOf, movable, type Look } from "./look";
import { laneAt, laneOf, ROW, rows, total, type EngineerRow, type GroupRow, type Row } from "./rows";
import { board, byOrder, draft, draftShown, engineers, folded, held, heldOrder, holders, now, selected, verdict } from "./store";
import { DropCard } from "./drop";
import { t } from "./words";
import type { Bar } from "./types";

const OVERSCAN = 1;
const SCROLL_STEP = ROW;
const SIDE_STEP = 120;
const EDGE = 7;
const DRAG = 4;
const DAY_NAME = 52; // pixels that the name of the day covers on the axis
const LEAST_WORD = 26;
const NARROW = 14; // an hour below this has no line of its own, only the day has

const px = (n: number): string => `${Math.round(n * 10) / 10}px`;

/** What is in sight, in coarse steps, so that scrolling redraws only now and then. */
const inSight = computed(() => {
  const { top, left, width, height } = view.value;
  const from = Math.floor(top / SCROLL_STEP) * SCROLL_STEP - OVERSCAN * ROW;
  const side = Math.floor(left / SIDE_STEP) * SIDE_STEP - SIDE_STEP;
  return { from, until: from + height + SCROLL_STEP + 2 * OVERSCAN * ROW, left: side, right: side + width + 3 * SIDE_STEP };
});

const minute = computed(() => Math.floor(now.value / 15) * 15);

const rowsInSight = computed<Row[]>(() => {
  const { from, until } = inSight.value;
  return rows.value.filter((row) => row.top + row.height > from && row.top < until);
});

const absences = computed(() => {
  const found = new Map<number, [number, number, string][]>();
  for (const [engineer, a, b, why] of board.value?.absences ?? []) found.set(engineer, [...(found.get(engineer) ?? []), [a, b, why]]);
  return found;
});
const NOBODY: [number, number, string][] = [];

function fold(key: string): void {
  const next = new Set(folded.value);
  if (!next.delete(key)) next.add(key);
  folded.value = next;
}

function Group({ row }: { row: GroupRow }) {
  const open = !folded.value.has(row.key);
  return (
    <button type="button" class="bd-group" style={{ top: px(row.top) }} aria-expanded={open} onClick={() => fold(row.key)}>
      <span><Icon name={open ? "chevron-down" : "chevron-right"} /> <b>{row.name}</b> {[row.note, t("people", { n: row.people }), row.load ? t("load", { n: row.load }) : ""].filter(Boolean).join(" · ")}</span>
    </button>
  );
}

const hours = (seconds: number): string => (seconds / 3600).toFixed(1).replace(/\.0$/, "");

function Head({ row }: { row: EngineerRow }) {
  const { engineer, booked, working } = row;
  const load = working ? Math.round((booked / working) * 100) : 0;
  const names = board.value?.skills ?? {};
  const [first, second, ...more] = engineer.skills;
  const chips = [first, second].filter((skill) => skill !== undefined);
  return (
    <header class="bd-head">
      <span class="bd-face" aria-hidden="true">{engineer.name.slice(0, 1)}</span>
      <b>{engineer.name}</b>
      <small>{chips.map(([id, , valid]) => (valid ? names[id] : <s title={t("expired", { name: names[id] ?? "" })}>{names[id]}</s>)).flatMap((part, n) => (n ? [" · ", part] : [part]))}{more.length ? ` ${t("more_skills", { n: more.length })}` : ""}</small>
      <span class={`bd-load ${load > 100 ? "over" : ""}`} style={{ "--v": `${Math.min(100, load)}%` } as never} title={t("load", { n: load })}>{hours(booked)}/{hours(working)}</span>
    </header>
  );
}

/** Working hours as one gradient: no element for ground that says nothing. */
function ground(row: EngineerRow): string {
  const { place, width } = axis.value;
  const spans = board.value?.shifts[row.engineer.shift] ?? [];
  const stops: string[] = [];
  let at = 0;
  for (const [a, b] of spans) {
    const [x, end] = [place(a), place(b)];
    if (end <= x || end <= at) continue;
    stops.push(`var(--bd-off) ${px(at)} ${px(x)}`, `transparent ${px(x)} ${px(end)}`);
    at = end;
  }
  if (at < width) stops.push(`var(--bd-off) ${px(at)} ${px(width)}`);
  return `linear-gradient(90deg, ${stops.join(", ")})`;
}

/** Breaks: short gaps between two working spans of one day. */
function breaks(row: EngineerRow): [number, number][] {
  const spans = board.value?.shifts[row.engineer.shift] ?? [];
  return spans.slice(1).flatMap(([next], n) => { const end = spans[n]?.[1] ?? next; return next > end && next - end <= 3 * 3600 ? [[end, next] as [number, number]] : []; });
}

function label(bar: Bar, look: Look): string {
  const name = engineers.value.get(bar.engineer)?.name ?? "";
  return [bar.title, name, `${dayTime(look.starts)}–${hm(look.ends)}`, look.ahead, bar.locked ? t("locked") : "", bar.helper ? t("helper") : "", bar.due ? t("promise", { time: dayTime(bar.due) }) : "", bar.changed ? t("only_planned") : "", holders.value.has(bar.order) ? t("holds", { name: holders.value.get(bar.order) ?? "" }) : ""].filter(Boolean).join(", ");
}

function OneBar({ bar }: { bar: Bar }) {
  const { place } = axis.value;
  const look = lookOf(bar, minute.value, (absences.value.get(bar.engineer) ?? NOBODY).map(([a, b]) => [a, b] as const));
  const [x, end] = [place(look.starts), place(look.ends)];
  const width = Math.max(8, end - x - 1);
  const way = bar.travel ? Math.min(x, x - place(look.starts - bar.travel * 60)) : 0;
  const by = holders.value.get(bar.order);
  const classes = ["bd-bar", look.name, look.icon ? "i" : "", bar.changed ? "changed" : "", movable(bar) ? "free" : "", selected.value === bar.order ? "on" : "", heldOrder.value === bar.order ? "held" : "", by ? "theirs" : ""].filter(Boolean).join(" ");
  const text = label(bar, look);
  return (
    <button type="button" id={bar.helper ? `helper-${bar.id}` : `bar-${bar.order}`} class={classes} data-order={bar.order} data-by={by ? t("holds", { name: by }) : undefined} title={text} aria-label={text} aria-pressed={selected.value === bar.order}
      tabIndex={selected.value === bar.order ? 0 : -1} style={{ left: px(x), width: px(width), "--way": px(Math.max(0, way)), ...(look.icon && width > 20 ? mask(look.icon) : {}) } as never}>
      {width > (look.icon ? 40 : LEAST_WORD) ? <span>{look.ahead ? `${look.ahead} ` : ""}{bar.title}</span> : null}
    </button>
  );
}

interface LineProps { row: EngineerRow; top: number; left: number; right: number; width: number; aimed: boolean; on: number; away: [number, number, string][] }


class Line extends Component<LineProps> {
  shouldComponentUpdate(next: LineProps): boolean {
    const was = this.props;
    return (Object.keys(next) as (keyof LineProps)[]).some((name) => was[name] !== next[name]);
  }

  render({ row, top, left, right, aimed, on, away }: LineProps) {
    const { place } = axis.value;
    const near = (a: number, b: number): boolean => place(b) >= left && place(a) <= right;
    const window = on ? byOrder.peek().get(on)?.window : null;
    return (
      <div class={`bd-row ${aimed ? "aim" : ""} ${on ? "on" : ""}`} style={{ top: px(top) }} data-engineer={row.engineer.id}>
        <Head row={row} />
        <div class="bd-lane" style={{ backgroundImage: `${ground(row)}, var(--bd-hours)` }}>
          {breaks(row).filter(([a, b]) => near(a, b)).map(([a, b]) => <i class="bd-rest" key={`r${a}`} title={`${t("break")} ${hm(a)}–${hm(b)}`} style={{ left: px(place(a)), width: px(place(b) - place(a)) }}>{place(b) - place(a) > LEAST_WORD ? t("break") : ""}</i>)}
          {away.filter(([a, b]) => near(a, b)).map(([a, b, why]) => <i class="bd-away" key={`a${a}`} style={{ left: px(place(a)), width: px(place(b) - place(a)) }}>{why || t("away")}</i>)}
          {window && <i class="bd-window" title={t("window", { time: `${dayTime(window[0])}–${hm(window[1])}` })} style={{ left: px(place(window[0])), width: px(place(window[1]) - place(window[0])) }} />}
          {row.bars.filter((bar) => near(bar.starts - bar.travel * 60, Math.max(bar.ends, bar.ended ?? 0))).map((bar) => <OneBar key={`${bar.id}/${bar.order}`} bar={bar} />)}
        </div>
      </div>
    );
  }
}

/** Where changed bars lay before: a faint outline reads faster than the mark alone. */
function Before() {
  if (!draft.value || !draftShown.value) return null;
  const { place } = axis.value;
  return (
    <>{[...byOrder.value.values()].filter((bar) => bar.changed && bar.was).map((bar) => {
      const was = bar.was ?? bar;
      const lane = laneOf.value.get(was.engineer);
      return lane ? <i key={bar.order} class="bd-was" style={{ top: px(lane.top + 5), left: px(HEAD + place(was.starts)), width: px(place(was.ends) - place(was.starts)) }} /> : null;
    })}</>
  );
}

function Ghost() {
  const mine = held.value;
  const lane = mine && laneOf.value.get(mine.engineer);
  if (!mine || !lane || !mine.moved) return null;
  const { place } = axis.value;
  const answer = verdict.value;
  const bad = typeof answer === "object" && answer !== null && !answer.possible;
  const x = place(mine.starts);
  return <div class={`bd-ghost ${bad ? "bad" : ""}`} style={{ top: px(lane.top + 5), left: px(HEAD + x), width: px(Math.max(30, place(mine.ends) - x)) }}><Icon name={bad ? "ban" : "finger"} /><span>{hm(mine.starts)} {mine.title}</span></div>;
}

function NowLine() {
  const { place, starts, ends } = axis.value;
  const at = now.value;
  return at < starts || at > ends ? null : <div class="bd-now" aria-hidden="true" style={{ left: px(HEAD + place(at)) }} />;
}

function Hours() {
  const { first, last, hour, dayWidth, width, place, starts, ends } = axis.value;
  const days = board.value?.days ?? [];
  const at = now.value;
  const every = marked(hour);
  return (
    <div class="bd-axis" style={{ width: px(HEAD + width) }}>
      <b>{t("engineers")} {engineers.value.size}</b>
      {days.map((day, n) => (
        <div class="bd-day" key={day.date} style={{ left: px(HEAD + n * dayWidth), width: px(dayWidth) }}>
          {days.length > 1 && <strong>{day.label}</strong>}
          {Array.from({ length: last - first }, (_, h) => h).filter((h) => ((first + h) % every === 0) && !(days.length > 1 && h * hour < DAY_NAME)).map((h) => <span key={h} style={{ left: px(h * hour) }}>{first + h}</span>)}
        </div>
      ))}
      {at >= starts && at <= ends && <em style={{ left: px(HEAD + place(at)) }}>{hm(at)}</em>}
    </div>
  );
}

/** Where the pointer is on the timeline; null outside of it. */
function under(scroll: HTMLElement, event: PointerEvent | MouseEvent): { engineer: number; at: number } | null {
  const box = scroll.getBoundingClientRect();
  if (event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom) return null;
  const canvas = scroll.firstElementChild?.nextElementSibling?.getBoundingClientRect() ?? box;
  const lane = laneAt(event.clientY - canvas.top);
  if (!lane) return null;
  return { engineer: lane.engineer.id, at: axis.value.timeAt(event.clientX - canvas.left - HEAD) };
}

const snap = (at: number): number => Math.round(at / SNAP) * SNAP;

/** Drag from a bar or from the list; the click that ends a drag is swallowed. */
export function startDrag(event: PointerEvent, order: number, grip: number, resize: boolean): void {
  const scroll = document.getElementById("bd-scroll");
  if (!scroll || event.button !== 0) return;
  const from = { x: event.clientX, y: event.clientY };
  let dragging = false;
  const move = (at: PointerEvent): void => {
    if (!dragging && Math.hypot(at.clientX - from.x, at.clientY - from.y) < DRAG) return;
    if (!dragging) {
      if (!pick(order, resize)) return end(at);
      dragging = true;
      document.documentElement.classList.add("bd-dragging");
    }
    const place = under(scroll, at);
    const mine = held.value;
    if (!mine) return end(at);
    if (!place) return;
    const length = mine.ends - mine.starts;
    if (resize) carry({ ends: Math.max(snap(place.at), mine.starts + 900) });
    else {
      const starts = snap(place.at - grip);
      carry({ engineer: place.engineer, starts, ends: starts + length });
    }
    const box = scroll.getBoundingClientRect();
    if (at.clientY > box.bottom - 30) scroll.scrollTop += 12;
    else if (at.clientY < box.top + 50) scroll.scrollTop -= 12;
  };
  const end = (at: PointerEvent): void => {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", end);
    document.documentElement.classList.remove("bd-dragging");
    if (!dragging) return;
    addEventListener("click", (click) => click.stopPropagation(), { capture: true, once: true });
    setTimeout(() => dispatchEvent(new Event("bd-dragged")), 0);
    if (at.type === "pointerup" && under(scroll, at)) drop();
    else putBack();
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
}

function onPointerDown(event: PointerEvent): void {
  const element = (event.target as HTMLElement).closest<HTMLElement>(".bd-bar");
  const bar = element && byOrder.value.get(Number(element.dataset.order));
  if (!element || !bar || element.id.startsWith("helper-")) return;
  const box = element.getBoundingClientRect();
  const resize = movable(bar) && event.clientX > box.right - EDGE && box.width > 3 * EDGE;
  const grip = ((event.clientX - box.left) / axis.value.hour) * 3600;
  startDrag(event, bar.order, grip, resize);
}

/** Click-to-assign: with a waiting order chosen, a click on a free time holds it there; a second one drops it. */
function onClick(event: MouseEvent): void {
  const scroll = document.getElementById("bd-scroll");
  const element = (event.target as HTMLElement).closest<HTMLElement>(".bd-bar");
  if (element && !held.value) { selected.value = Number(element.dataset.order); return; }
  const place = scroll && under(scroll, event);
  if (!place || !(event.target as HTMLElement).closest(".bd-lane, .bd-ghost")) return;
  if (!held.value) {
    const chosen = selected.value;
    if (!chosen || byOrder.value.has(chosen) || !pick(chosen)) return;
  }
  const mine = held.value;
  if (!mine) return;
  const starts = Math.floor(place.at / SNAP) * SNAP;
  carry({ engineer: place.engineer, starts, ends: starts + mine.ends - mine.starts });
  drop();
}

function onHover(event: PointerEvent): void {
  const mine = held.value;
  const scroll = document.getElementById("bd-scroll");
  const wait = !mine && selected.value && !byOrder.value.has(selected.value);
  if (!scroll || document.documentElement.classList.contains("bd-dragging") || (!mine && !wait)) return;
  if (wait && !(event.target as HTMLElement).closest(".bd-lane")) return;
  if (wait && !pick(selected.value)) return;
  const place = under(scroll, event);
  const now = held.value;
  if (!place || !now || (now.from && !now.moved && !wait)) return;
  if (now.from) return; // what was picked up by key stays with the keys
  const starts = Math.floor(place.at / SNAP) * SNAP;
  carry({ engineer: place.engineer, starts, ends: starts + now.ends - now.starts });
}

export function Timeline() {
  const scroll = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = scroll.current;
    if (!element) return;
    const measure = (): void => {
      const next = { top: element.scrollTop, left: element.scrollLeft, width: element.clientWidth, height: element.clientHeight };
      const was = view.value;
      if (was.top !== next.top || was.left !== next.left || was.width !== next.width || was.height !== next.height) view.value = next;
    };
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    return () => watcher.disconnect();
  }, []);
  const loaded = board.value !== null;
  useEffect(() => { // the working day first, or what is now when that is outside of it
    if (!loaded || !scroll.current) return;
    const { place, starts, ends } = axis.value;
    const at = now.value > starts && now.value < ends ? place(now.value) - 120 : Infinity;
    scroll.current.scrollLeft = board.value?.days.length === 1 ? Math.max(0, Math.min(usualStart(), at)) : 0;
  }, [loaded]);
  const { left, right } = inSight.value;
  const { width, hour, dayWidth } = axis.value;
  const aim = held.value?.moved ? held.value.engineer : 0;
  const chosen = byOrder.value.get(selected.value)?.engineer;
  const placing = selected.value && !byOrder.value.has(selected.value);
  return (
    <section class={`bd-time ${placing ? "placing" : ""}`} aria-label={t("timeline")}>
      <div class="bd-scroll" id="bd-scroll" ref={scroll} onPointerDown={onPointerDown} onPointerMove={onHover} onClick={onClick}>
        <Hours />
        <div class="bd-canvas" style={{ width: px(HEAD + width), height: px(total.value), "--hour": px(hour < NARROW ? dayWidth : hour) } as never}>
          {rowsInSight.value.map((row) => (row.kind === "group" ? <Group key={row.key} row={row} /> : <Line key={row.engineer.id} row={row} top={row.top} left={left} right={right} width={width} aimed={aim === row.engineer.id} on={chosen === row.engineer.id ? selected.value : 0} away={absences.value.get(row.engineer.id) ?? NOBODY} />))}
          <Before />
          <Ghost />
          <NowLine />
        </div>
        {board.value && !engineers.value.size && <p class="bd-empty"><Icon name="users" /><b>{t("no_engineers")}</b>{t("no_engineers_text")}</p>}
      </div>
      <DropCard />
    </section>
  );
}

