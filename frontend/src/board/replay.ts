// The plan as it was at a moment: bookings made by then, at the place and in the state they had then.
import type { Bar, Booking, History, Waited } from "./types";

const GONE = new Set(["declined", "cancelled"]);

function stateAt(stamps: History["stamps"], at: number): string | null {
  let state: string | null = null;
  for (const [, name, when] of stamps) if (when <= at) state = name;
  return state;
}

const until = (when: number | null, at: number): number | null => (when !== null && when <= at ? when : null);

function was(booking: Booking, history: Index, at: number): Bar | null {
  const state = stateAt(history.stamps.get(booking.id) ?? [], at);
  if (state === null || GONE.has(state)) return null;
  const later = (history.moves.get(booking.id) ?? []).find(([, when]) => when > at);
  const length = booking.ends - booking.starts;
  const [engineer, starts] = later ? [later[2], later[3]] : [booking.engineer, booking.starts];
  return {
    ...booking, engineer, starts, ends: starts + length, state,
    travelling: until(booking.travelling, at), on_site: until(booking.on_site, at), ended: until(booking.ended, at), locked: false,
  };
}

interface Index { stamps: Map<number, History["stamps"]>; moves: Map<number, History["moves"]> }
const indexes = new WeakMap<History, Index>();

function indexOf(history: History): Index {
  const known = indexes.get(history);
  if (known) return known;
  const index: Index = { stamps: new Map(), moves: new Map() };
  for (const stamp of history.stamps) index.stamps.set(stamp[0], [...(index.stamps.get(stamp[0]) ?? []), stamp]);
  for (const move of history.moves) index.moves.set(move[0], [...(index.moves.get(move[0]) ?? []), move]);
  indexes.set(history, index);
  return index;
}

/** Orders nobody had at a moment. */
export const waitedAt = (waited: Waited[], at: number): Waited[] => waited.filter((order) => order.spans.some(([a, b]) => a <= at && (b === null || at < b))).sort((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity));

export function asOf(history: History, at: number): Bar[] {
  const index = indexOf(history);
  return history.bookings.flatMap((booking) => was(booking, index, at) ?? []);
}
