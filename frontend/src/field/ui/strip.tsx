// The day as a strip: done, way, now, accepted, not yet accepted, breaks.
import type { CSSProperties } from "preact";
import { clock, isoDay } from "../format";
import { t } from "../i18n";
import { section } from "../store";
import type { Order } from "../types";

const HOUR = 3_600_000;
const ASKED = ["proposed", "dispatched"];

const hourOf = (at: string | number, midnight: number): number => (new Date(at).getTime() - midnight) / HOUR;
const hours = (text: string): number => Number(text.slice(0, 2)) + Number(text.slice(3, 5)) / 60;

interface Piece {
  kind: string;
  from: number;
  to: number;
  text: string;
}

/** Bars of the day's visits with the way to each. */
function pieces(orders: Order[], current: Order | undefined, midnight: number): Piece[] {
  let number = 0;
  return orders.flatMap((order) => {
    const { visit } = order;
    const ended = ["completed", "partial"].includes(visit.state);
    const from = hourOf((ended && visit.on_site_at) || visit.starts_at, midnight);
    const to = ended && visit.ended_at ? Math.max(hourOf(visit.ended_at, midnight), from + 0.2) : hourOf(visit.ends_at, midnight);
    const kind = ended ? "done" : order === current ? "cur" : ASKED.includes(visit.state) ? "ask" : "";
    const text = ended ? "✓" : kind === "ask" ? "?" : String((number += 1));
    return [{ kind: "go", from: from - visit.travel_minutes / 60, to: from, text: "" }, { kind, from, to, text }];
  });
}

function breaks(now: number): Piece[] {
  const spans = section("engineer")?.week[String((new Date(now).getDay() + 6) % 7)] ?? [];
  return spans.slice(1).map(([from], index) => ({ kind: "rest", from: hours(spans[index]![1]), to: hours(from), text: t("rest") }));
}

export function Strip({ orders, current, now }: { orders: Order[]; current: Order | undefined; now: number }) {
  const today = orders.filter((order) => isoDay(order.visit.starts_at) === isoDay(now) && order.visit.state !== "declined");
  if (!today.length) return null;
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const visits = pieces(today, current, midnight);
  const from = Math.min(8, Math.floor(Math.min(...visits.map((piece) => piece.from))));
  const last = Math.max(18, Math.ceil(Math.max(...visits.map((piece) => piece.to))));
  const to = last + ((last - from) % 2);
  const place = (start: number, end: number) => ({ "--s": String((start - from) / (to - from)), "--e": String((end - from) / (to - from)) }) as CSSProperties;
  const label = t("strip_label", { done: visits.filter((p) => p.kind === "done").length, left: visits.filter((p) => !["done", "go"].includes(p.kind)).length, now: clock(now) });
  const marks = Array.from({ length: Math.floor((to - from) / 2) + 1 }, (_, index) => from + index * 2);
  return (
    <div class="strip" role="img" aria-label={label}>
      {[...breaks(now), ...visits].filter((p) => p.to > p.from).map((piece) => <i key={`${piece.kind}${piece.from}`} class={piece.kind} style={place(piece.from, piece.to)}>{piece.text}</i>)}
      <i class="now" style={place(hourOf(now, midnight), hourOf(now, midnight))} />
      {marks.map((mark) => <span key={mark} style={place(mark, mark)}>{mark === marks.at(-1) ? t("hour_mark", { n: mark }) : mark}</span>)}
    </div>
  );
}
