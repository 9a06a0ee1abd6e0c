// The board's state as signals. Data come from the server; nothing here changes the plan (see act.ts).
import { computed, signal } from "@preact/signals";
import { asOf, waitedAt } from "./replay";
import type { Bar, Board, Draft, Engineer, Held, History, Mode, OrderFacts, Person, Places, Offers, Verdict, Waiting } from "./types";

const root = document.getElementById("board");
const address = new URLSearchParams(location.search);
const DAYS = [1, 3, 7];

export const places: Places = JSON.parse(document.getElementById("places")?.textContent ?? '{"regions":[],"outlets":[],"where":"","optimiser":null,"tiles":{"url":"","credit":""}}') as Places;
export const listUrl = root?.dataset.list ?? "";

/** What happens with better plans the machine finds in the region; none without one. */
export const optimiser = signal<Mode | null>(places.optimiser?.mode ?? null);

export const board = signal<Board | null>(null);
export const failed = signal(false);
export const frame = signal({
  where: places.where,
  day: address.get("day") ?? root?.dataset.today ?? "",
  days: DAYS.find((n) => n === Number(address.get("days"))) ?? 1,
});
export const grouping = signal<"outlet" | "crew" | "skill" | "shift">("outlet");
export const folded = signal<ReadonlySet<string>>(new Set());

const seconds = (): number => Math.floor(Date.now() / 1000);
export const clock = signal(seconds());
setInterval(() => { clock.value = seconds(); }, 15_000);

/** The chosen order: its bar, its line in the list, its place on the map. */
export const selected = signal(0);
export const facts = signal<OrderFacts | null>(null);
export const held = signal<Held | null>(null);
export const heldOrder = computed(() => held.value?.order ?? 0);
export const verdict = signal<Verdict | string | null>(null);
export const offers = signal<Offers | null>(null);
export const people = signal<Person[]>([]);
export const says = signal("");

export const draft = signal<Draft | null>(null);
export const draftShown = signal(true);

export const history = signal<History | null>(null);
export const replayAt = signal<number | null>(null);

/** This moment, or the replayed one. */
export const now = computed(() => replayAt.value ?? clock.value);

const moves = computed(() => (draft.value && draftShown.value ? new Map(draft.value.moves.map((move) => [move.order, move])) : null));

/** The bars as drawn: published, with the draft's moves, or as they were at the replayed moment. */
export const bars = computed<Bar[]>(() => {
  const plan = board.value;
  if (!plan) return [];
  if (replayAt.value !== null && history.value) return asOf(history.value, replayAt.value);
  const over = moves.value;
  if (!over) return plan.bookings;
  const drawn: Bar[] = [];
  for (const booking of plan.bookings) {
    const move = over.get(booking.order);
    if (move && booking.helper) continue; // who goes along is drawn with the move
    if (!move || move.booking !== booking.id) drawn.push(booking);
    else if (move.engineer && move.starts && move.ends)
      drawn.push({ ...booking, engineer: move.engineer, starts: move.starts, ends: move.ends, changed: true, was: { engineer: booking.engineer, starts: booking.starts, ends: booking.ends } });
  }
  for (const order of plan.waiting) {
    const move = over.get(order.order);
    if (move?.engineer && move.starts && move.ends)
      drawn.push({ ...order, id: 0, engineer: move.engineer, state: "proposed", starts: move.starts, ends: move.ends, travel: 0, km: 0, locked: false, version: 0, helper: false, created: 0, accepted: null, travelling: null, on_site: null, ended: null, changed: true, was: null });
  }
  const leads = drawn.filter((bar) => bar.changed);
  for (const lead of leads) over.get(lead.order)?.helpers.forEach((engineer, n) => drawn.push({ ...lead, id: -(lead.order * 10 + n), engineer, helper: true, travel: 0, km: 0, was: null }));
  return drawn;
});

export const waiting = computed<Waiting[]>(() => {
  const plan = board.value;
  if (!plan) return [];
  if (replayAt.value !== null) return waitedAt(history.value?.waiting ?? [], replayAt.value);
  const over = moves.value;
  if (!over) return plan.waiting;
  const freed = [...over.values()].flatMap((move) => (move.waiting ? [move.waiting] : []));
  return [...plan.waiting.filter((order) => !over.get(order.order)?.engineer), ...freed];
});

/** The bar of an order; of a team the lead's. */
export const byOrder = computed(() => new Map(bars.value.filter((bar) => !bar.helper).map((bar) => [bar.order, bar])));
export const leadOf = (order: number) => board.value?.bookings.find((booking) => booking.order === order && !booking.helper);
export const engineers = computed(() => new Map((board.value?.engineers ?? []).map((one): [number, Engineer] => [one.id, one])));
export const holders = computed(() => new Map(people.value.flatMap((person) => (person.holds ? [[person.holds, person.name] as const] : []))));
