// Promised times as the engineer sees them: which one runs, how much is left, how urgent that is.
import { clockOrDay, duration } from "./format";
import { t, type Word } from "./i18n";
import { minute } from "./store";
import type { Order, Promised } from "./types";

const SOON_MINUTES = 60;

export interface Deadline {
  kind: Promised["kind"];
  due: string;
  startedAt: string;
  minutes: number;
  tone: "" | "amb" | "red";
}

/** The deadline that counts now: the answer, then the arrival, then the restoration. */
export function deadline(order: Order): Deadline | null {
  const { accepted_at, on_site_at } = order.visit;
  const open = order.promises.filter((promise) => promise.state === "running" && promise.due_at && promise.kind !== "feedback");
  const after = (kind: Promised["kind"]) => (kind === "respond" ? !!accepted_at : kind === "arrive" ? !!on_site_at : false);
  const promise = ["respond", "arrive", "resolve"].map((kind) => open.find((p) => p.kind === kind)).find((p) => p && !after(p.kind));
  return promise ? describe(promise) : null;
}

function describe(promise: Promised): Deadline {
  const minutes = Math.round((Date.parse(promise.due_at!) - minute.value) / 60_000);
  const tone = minutes < 0 ? "red" : minutes <= SOON_MINUTES ? "amb" : "";
  return { kind: promise.kind, due: promise.due_at!, startedAt: promise.started_at, minutes, tone };
}

export const leftWords = (d: Deadline): string =>
  d.minutes < 0 ? t("late", { time: duration(-d.minutes) }) : t("left", { time: duration(d.minutes) });

export const byWords = (d: Deadline): string => t(d.kind === "resolve" ? "restore_by" : "by", { time: clockOrDay(d.due, minute.value) });

export const answerWords = (d: Deadline): string =>
  d.minutes < 0 ? t("answer_late", { time: duration(-d.minutes) }) : t("answer_in", { time: duration(d.minutes) });

export const dueWords = (d: Deadline): string => `${t(`due_${d.kind}` as Word)} ${clockOrDay(d.due, minute.value)}`;

/** Share of the allowed time that is used, in per cent, with both in minutes. */
export function used(d: Deadline): { percent: number; used: number; all: number } {
  const all = Math.max(1, Math.round((Date.parse(d.due) - Date.parse(d.startedAt)) / 60_000));
  const spent = Math.max(0, all - d.minutes);
  return { percent: (100 * spent) / all, used: spent, all };
}
