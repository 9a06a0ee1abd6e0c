// Which questions a checklist asks and how an answer stands; the server judges by the same rules (workorders/checklists.py, assets/meters.py).
import type { Answer, CheckItem, Draft, LastReading } from "./types";

export type Verdict = "ok" | "low" | "high" | "bad" | "na" | "open" | "backwards" | "too_fast";

export const NOT_APPLICABLE = "na";
const DAY_MS = 86_400_000;
const SLACK_DAYS = 1;

/** How an answer stands against its limits; meters are judged by `doubtful`. */
export function verdict(item: CheckItem, answer: Answer | undefined): Verdict {
  if (answer === undefined || answer === "") return "open";
  if (item.kind === "bool") return answer === NOT_APPLICABLE ? "na" : answer === true ? "ok" : "bad";
  if (item.kind !== "number" || typeof answer !== "number") return "ok";
  if (item.min != null && answer < item.min) return "low";
  return item.max != null && answer > item.max ? "high" : "ok";
}

/** Why a meter's reading cannot be right after the last one, or null. */
export function doubtful(last: LastReading | undefined, value: number, at: number, mostADay: number): "backwards" | "too_fast" | null {
  if (!last || at < Date.parse(last.at)) return null;
  if (value < last.value) return "backwards";
  const days = (at - Date.parse(last.at)) / DAY_MS + SLACK_DAYS;
  return value - last.value > mostADay * days ? "too_fast" : null;
}

/** How many photos a step wants at least: none when it does not apply, or may stay empty and did. */
export function photosWanted(item: CheckItem, answer: Answer | undefined): number {
  const optional = item.required === false && verdict(item, answer) === "open";
  return answer === NOT_APPLICABLE || optional ? 0 : (item.photos ?? 0);
}

/** The items that are asked, given the answers so far. */
export function asked(items: CheckItem[], answers: Draft["answers"]): CheckItem[] {
  const found = new Map<string, CheckItem>();
  for (const item of items) {
    const { when } = item;
    const source = when && found.get(when.code);
    const answer = source && answers[source.code];
    const applies = !when || (source && (when.is.includes(verdict(source, answer)) || (typeof answer === "string" && when.is.includes(answer))));
    if (applies) found.set(item.code, item);
  }
  return [...found.values()];
}
