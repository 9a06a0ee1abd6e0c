// Time on the board: each day shows the same whole hours, side by side; instants become pixels and back.
import { computed, signal } from "@preact/signals";
import { bars, board } from "./store";
import { english } from "./words";
import type { Day } from "./types";

export const HEAD = 196;
const USUAL = [8, 18] as const;
const LONGEST = 14 * 3600;
const HOUR = 3600;
/** The narrowest hour by days shown: several days are for looking over, so that they fit side by side. */
const LEAST_HOUR_PX: Record<number, number> = { 1: 44, 3: 12 };
const LEAST_HOUR_OF_MANY_PX = 8;

/** Where the usual day begins on a long axis: what is scrolled to at first. */
export const usualStart = (): number => Math.max(0, USUAL[0] - axis.value.first) * axis.value.hour;

export interface View { top: number; left: number; width: number; height: number }
export const view = signal<View>({ top: 0, left: 0, width: 900, height: 600 });

/** Whole hours [first, last) that hold every usual shift and every booking of the days. */
const hours = computed<[number, number]>(() => {
  const plan = board.value;
  let [first, last]: [number, number] = [USUAL[0], USUAL[1]];
  if (!plan) return [first, last];
  const spans = [...Object.values(plan.shifts).flat(), ...bars.value.map((bar) => [bar.starts, bar.ends] as [number, number])];
  for (const day of plan.days) {
    for (const [a, b] of spans) {
      if (a >= day.ends || b <= day.starts || b - a >= LONGEST) continue;
      first = Math.min(first, Math.floor((Math.max(a, day.starts) - day.starts) / HOUR));
      last = Math.max(last, Math.ceil((Math.min(b, day.ends) - day.starts) / HOUR));
    }
  }
  return [Math.max(0, first), Math.min(24, last)];
});

export interface Axis { first: number; last: number; days: number; dayWidth: number; hour: number; width: number; place: (at: number) => number; timeAt: (x: number) => number; starts: number; ends: number }

export const axis = computed<Axis>(() => {
  const [first, last] = hours.value;
  const days = board.value?.days ?? [];
  const shown = Math.max(1, days.length);
  const across = shown === 1 ? Math.min(last - first, USUAL[1] - USUAL[0] + 1) : last - first; // a long day scrolls rather than shrinks
  const hour = Math.max(LEAST_HOUR_PX[shown] ?? LEAST_HOUR_OF_MANY_PX, (view.value.width - HEAD) / shown / across);
  const dayWidth = hour * (last - first);
  const starts = (days[0]?.starts ?? 0) + first * HOUR;
  const dayOf = (at: number): number => {
    let n = 0;
    while (n + 1 < days.length && at >= (days[n + 1]?.starts ?? Infinity)) n += 1;
    return n;
  };
  const place = (at: number): number => {
    const n = dayOf(at);
    const inside = (at - (days[n]?.starts ?? 0)) / HOUR - first;
    return n * dayWidth + Math.max(0, Math.min(last - first, inside)) * hour;
  };
  const timeAt = (x: number): number => {
    const n = Math.max(0, Math.min(shown - 1, Math.floor(x / dayWidth)));
    return (days[n]?.starts ?? 0) + (first + Math.max(0, Math.min(dayWidth, x - n * dayWidth)) / hour) * HOUR;
  };
  return { first, last, days: shown, dayWidth, hour, width: dayWidth * shown, place, timeAt, starts, ends: (days.at(-1)?.starts ?? 0) + last * HOUR };
});

/** Hours from one mark on the axis to the next. */
export const marked = (hour: number): number => (hour < 14 ? 6 : hour < 30 ? 3 : hour < 44 ? 2 : 1);

const dayAt = (at: number): Day | undefined => board.value?.days.find((one) => at >= one.starts && at < one.ends);

/** The deployment's clock, not this computer's, in the fields of UTC: counted from that day's midnight, or the first's. */
function local(at: number): Date {
  const day = dayAt(at) ?? board.value?.days[0];
  return new Date(day ? Date.parse(`${day.date}T00:00Z`) + (at - day.starts) * 1000 : at * 1000);
}

export const hm = (at: number): string => local(at).toISOString().slice(11, 16);

const ANOTHER_DAY = new Intl.DateTimeFormat(english ? "en-GB" : "zh-CN", {
  month: english ? "short" : "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC",
});

/** With the day in front when the board shows several, or the time lies outside of it. */
export function dayTime(at: number): string {
  const day = dayAt(at);
  if (!day) return ANOTHER_DAY.format(local(at));
  return board.value!.days.length > 1 ? `${day.label} ${hm(at)}` : hm(at);
}
