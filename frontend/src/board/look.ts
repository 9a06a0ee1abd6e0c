// How a bar looks: by state, and before all by how late it is. The same rules as callout/dispatching/timeline.py.
import { t } from "./words";
import type { Bar } from "./types";

const DONE = new Set(["completed", "partial", "failed"]);
const LIVE = new Set(["travelling", "on_site", "paused"]);
const PLANNED = new Set(["proposed", "dispatched", "accepted"]);
const RISK = 300;
const SHORTEST = 600;
const ICONS: Record<string, string> = { completed: "check", partial: "player-pause", failed: "circle-x", travelling: "car", paused: "player-pause", on_site: "player-play" };

export interface Look { name: "done" | "live" | "plan" | "set" | "risk" | "late"; icon: string; ahead: string; starts: number; ends: number }

export const movable = (bar: Bar): boolean => PLANNED.has(bar.state) && !bar.locked && !bar.helper;
export const planned = (bar: Bar): boolean => PLANNED.has(bar.state);
export const done = (bar: Bar): boolean => DONE.has(bar.state);

/** 12′, from an hour on 1:05. */
export const short = (seconds: number): string => {
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}′` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
};

function actual(bar: Bar, now: number): [number, number] {
  const starts = bar.on_site ?? bar.starts;
  let ends = bar.ends;
  if (DONE.has(bar.state)) ends = bar.ended ?? bar.ends;
  else if (bar.on_site) ends = Math.max(now, starts + bar.ends - bar.starts);
  return [starts, Math.max(ends, starts + SHORTEST)];
}

function arrival(bar: Bar, now: number): number {
  if (bar.state === "travelling" && bar.travelling) return Math.max(bar.starts, bar.travelling + bar.travel * 60);
  return PLANNED.has(bar.state) ? Math.max(bar.starts, now + bar.travel * 60) : bar.starts;
}

export function lookOf(bar: Bar, now: number, away: readonly (readonly [number, number])[]): Look {
  const [starts, ends] = actual(bar, now);
  const made = (name: Look["name"], icon = "", ahead = ""): Look => ({ name, icon, ahead, starts, ends });
  if (DONE.has(bar.state)) return made("done", ICONS[bar.state]);
  if (PLANNED.has(bar.state) && away.some(([a, b]) => a < bar.ends && b > bar.starts)) return made("late", "calendar-off", t("away_then"));
  const comes = arrival(bar, now);
  if (!bar.on_site && bar.due && comes > bar.due) return made("late", "clock-exclamation", t("late_by", { time: short(comes - bar.due) }));
  if (!bar.on_site && comes - bar.starts >= RISK) return made("risk", "alert-triangle", `+${short(comes - bar.starts)}`);
  if (LIVE.has(bar.state)) return made("live", ICONS[bar.state]);
  if (bar.locked) return made("set", "lock");
  return made(bar.state === "accepted" ? "set" : "plan");
}
