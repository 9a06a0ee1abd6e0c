// Reading the plan and keeping in step with what others and the field do.
import { effect } from "@preact/signals";
import { get, getIfChanged, send } from "./api";
import { board, byOrder, draft, draftShown, facts, failed, frame, held, heldOrder, people, says, selected, waiting } from "./store";
import { toNow } from "./past";
import { toast } from "./toast";
import { t } from "./words";
import type { Board, Booking, Draft, OrderFacts, Person } from "./types";

const GATHER_MS = 400;
const HERE_MS = 20_000;
const AGAIN_MS = 60_000;

const query = (): string => new URLSearchParams({ where: frame.value.where, day: frame.value.day, days: String(frame.value.days) }).toString();
export const planQuery = query;

let asked = 0;

/** Unchanged rows keep their identity, so that only changed lines are drawn again. */
function keepIdentity(fresh: Board, old: Board | null): Board {
  if (!old) return fresh;
  const known = new Map(old.bookings.map((booking) => [booking.id, booking]));
  const same = (a: Booking, b: Booking | undefined): b is Booking => b !== undefined && JSON.stringify(a) === JSON.stringify(b);
  const people = new Map(old.engineers.map((one) => [one.id, one]));
  return {
    ...fresh,
    bookings: fresh.bookings.map((booking) => { const before = known.get(booking.id); return same(booking, before) ? before : booking; }),
    engineers: fresh.engineers.map((one) => { const before = people.get(one.id); return before && JSON.stringify(before) === JSON.stringify(one) ? before : one; }),
  };
}

export async function load(): Promise<void> {
  const turn = ++asked;
  const shown = draft.value ? `&draft=${draft.value.id}` : "";
  try {
    const fresh = await getIfChanged<Board>(`data/?${query()}${shown}`, shown ? "" : (board.value?.version ?? ""));
    if (turn !== asked) return;
    failed.value = false;
    if (!fresh) return;
    board.value = keepIdentity(fresh, board.value);
    if (fresh.draft && draft.value?.id === fresh.draft.id) draft.value = fresh.draft;
    checkHand();
  } catch (error) {
    if (turn === asked && !board.value) failed.value = true;
    console.warn("reading the plan failed", error);
  }
}

/** Somebody changed what I hold: it is put back, and I am told. */
function checkHand(): void {
  const mine = held.value;
  if (!mine || (draft.value && draftShown.value)) return;
  const bar = byOrder.value.get(mine.order);
  const gone = mine.booking ? bar?.id !== mine.booking || bar.version !== mine.version : !waiting.value.some((order) => order.order === mine.order);
  if (!gone) return;
  held.value = null;
  says.value = t("changed_under");
  toast(t("changed_under"));
}

/** Another region, day or span: the address follows, so that a reload shows the same. */
export function show(next: Partial<typeof frame.value>): void {
  frame.value = { ...frame.value, ...next };
  board.value = null;
  selected.value = 0;
  draft.value = null;
  toNow();
  history.replaceState(null, "", `?${query()}`);
  void load();
  void tellPresence();
}

export async function openDraft(id: number): Promise<void> {
  const found = await get<Board & { draft: Draft }>(`data/?${query()}&draft=${id}`);
  board.value = keepIdentity(found, board.value);
  draft.value = found.draft;
}

let pending = 0;
function soon(): void {
  if (pending) return;
  pending = window.setTimeout(() => { pending = 0; void load(); }, GATHER_MS);
}

async function tellPresence(): Promise<void> {
  await send("POST", "people/", { where: frame.value.where, order: heldOrder.value || null }).catch(() => undefined);
}

async function readPeople(): Promise<void> {
  people.value = await get<Person[]>(`people/?where=${frame.value.where}`).catch(() => people.value);
}

let factsAsked = 0;

async function readFacts(order: number, wait: boolean): Promise<void> {
  const turn = ++factsAsked;
  if (!order) { facts.value = null; return; }
  const found = await get<OrderFacts>(`orders/${order}/${wait ? "?offers" : ""}`).catch(() => null);
  if (turn === factsAsked) facts.value = found;
}

export function follow(): void {
  for (const topic of ["booking", "work_order", "case", "resync"]) document.body.addEventListener(`live:${topic}`, soon);
  document.body.addEventListener("live:board", () => void readPeople());
  effect(() => { void heldOrder.value; void tellPresence(); });
  let known = "";
  effect(() => {
    const order = selected.value;
    const bar = byOrder.value.get(order);
    const key = `${order}/${bar?.id}/${bar?.version}`;
    if (key !== known) void readFacts(order, !bar || bar.id === 0);
    known = key;
  });
  void readPeople();
  setInterval(() => { void tellPresence(); void readPeople(); }, HERE_MS);
  setInterval(soon, AGAIN_MS);
  addEventListener("pagehide", () => void send("DELETE", "people/", undefined, true).catch(() => undefined));
  window.addEventListener("pageshow", (event: PageTransitionEvent) => { if (event.persisted) { void load(); void tellPresence(); } });
}
