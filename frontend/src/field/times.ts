// Travel and work by the visit's stamps, without its pauses (the server's workorders/times.py).
import type { Visit } from "./types";

const MINUTE_MS = 60_000;

const between = (from: string, until: number): number => Math.max(0, until - Date.parse(from));

/** Whole minutes rested on site until then. */
export const pausedMs = (visit: Visit, until: number): number =>
  (visit.pauses ?? []).reduce((sum, [from, to]) => sum + between(from, to ? Date.parse(to) : until), 0);

/** Whole minutes on site until then, without pauses. */
export function labourByStamps(visit: Visit, until: number): number {
  if (!visit.on_site_at) return 0;
  return Math.max(0, Math.floor((between(visit.on_site_at, until) - pausedMs(visit, until)) / MINUTE_MS));
}

/** Whole minutes from setting out to arriving; the plan's when nobody set out. */
export function travelByStamps(visit: Visit): number {
  if (!visit.travelling_at || !visit.on_site_at) return visit.travel_minutes;
  return Math.floor(between(visit.travelling_at, Date.parse(visit.on_site_at)) / MINUTE_MS);
}
