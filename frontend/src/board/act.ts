// What a dispatcher does: place, take back, lock, in the published plan or in a draft; each with its way back.
import { computed, signal } from "@preact/signals";
import { Refused, send } from "./api";
import { dayTime } from "./axis";
import { load, openDraft } from "./load";
import { board, byOrder, draft, draftShown, engineers, frame, leadOf, optimiser, places, says, selected, waiting } from "./store";
import { toast } from "./toast";
import { t } from "./words";
import type { Booked, Draft, Mode, Place } from "./types";

interface Step { order: number; title: string; from: Place | null; to: Place | null; draft: number }
interface LockStep { order: number; title: string; locked: boolean }
type Done = Step | LockStep;

const past = signal<Done[]>([]);
const future = signal<Done[]>([]);
export const canUndo = computed(() => past.value.length > 0);
export const canRedo = computed(() => future.value.length > 0);
export const busy = signal(false);

/** What my own last change left behind: another version was made by somebody else. */
const mine = new Map<number, Booked>();

/** The order's booking: as shown, or on a day that is not shown as I made it. */
function bookingOf(order: number): { id: number; version: number } | undefined {
  const made = mine.get(order);
  const elsewhere = made && made.state !== "cancelled" && !waiting.value.some((one) => one.order === order);
  return leadOf(order) ?? (elsewhere ? made : undefined);
}

const editing = (): Draft | null => (draftShown.value ? draft.value : null);
const minutes = (place: Place): number => Math.round((place.ends - place.starts) / 60);

function explain(error: unknown): void {
  const text = error instanceof Refused ? error.message : t("offline");
  says.value = text;
  toast(text, undefined, true);
}

async function run<T>(work: () => Promise<T>): Promise<T | null> {
  busy.value = true;
  try {
    return await work();
  } catch (error) {
    explain(error);
    await load();
    return null;
  } finally {
    busy.value = false;
  }
}

/** Show the result at once; the next reading of the plan confirms it. */
function patch(order: number, booked: Booked): void {
  const plan = board.value;
  if (!plan) return;
  mine.set(order, booked);
  const gone = booked.state === "cancelled";
  board.value = {
    ...plan, version: "",
    bookings: plan.bookings.flatMap((one) => (one.id !== booked.id ? [one] : gone ? [] : [{ ...one, engineer: booked.engineer, starts: booked.starts, ends: booked.ends, version: booked.version, locked: booked.locked, state: booked.state }])),
  };
}

async function inDraft(step: Step, id: number): Promise<void> {
  const path = `drafts/${id}/orders/${step.order}/`;
  const published = leadOf(step.order);
  const to = step.to;
  if (to) draft.value = await send<Draft>("PUT", path, { engineer: to.engineer, starts: to.starts, minutes: minutes(to) });
  else draft.value = await send<Draft>(published ? "POST" : "DELETE", path);
}

async function inPlan(step: Step): Promise<void> {
  const booking = bookingOf(step.order);
  const to = step.to;
  const place = to && { engineer: to.engineer, starts: to.starts, minutes: minutes(to) };
  let booked: Booked | null = null;
  if (place && booking) booked = await send<Booked>("POST", `bookings/${booking.id}/move/`, { ...place, version: booking.version });
  else if (place) booked = await send<Booked>("POST", `orders/${step.order}/assign/`, place);
  else if (booking) booked = await send<Booked>("POST", `bookings/${booking.id}/free/`, { reason: "board", version: booking.version });
  if (booked) patch(step.order, booked);
  await load();
}

const carryOut = (step: Step): Promise<void> => (step.draft ? inDraft(step, step.draft) : inPlan(step));

function tell(step: Step): string {
  const { title, to, from } = step;
  if (!to) return t("freed", { title });
  const name = engineers.value.get(to.engineer)?.name ?? "";
  if (from && from.engineer === to.engineer && from.starts === to.starts) return t("resized", { title, time: `${dayTime(to.starts)}–${dayTime(to.ends)}` });
  return t(from ? "moved" : "assigned", { title, name, time: dayTime(to.starts) });
}

export async function place(order: number, title: string, from: Place | null, to: Place | null): Promise<void> {
  const step: Step = { order, title, from, to, draft: editing()?.id ?? 0 };
  const ok = await run(async () => { await carryOut(step); return true; });
  if (!ok) return;
  past.value = [...past.value, step];
  future.value = [];
  selected.value = order;
  says.value = tell(step);
  toast(says.value, () => void undo());
}

export function free(order: number): void {
  const bar = byOrder.value.get(order);
  if (bar) void place(order, bar.title, { engineer: bar.engineer, starts: bar.starts, ends: bar.ends }, null);
}

async function setLock(step: LockStep): Promise<void> {
  const booking = leadOf(step.order);
  if (!booking) return;
  patch(step.order, await send<Booked>("POST", `bookings/${booking.id}/lock/`, { locked: step.locked, version: booking.version }));
  await load();
}

export async function toggleLock(order: number): Promise<void> {
  const bar = byOrder.value.get(order);
  if (!bar?.id) return;
  const step: LockStep = { order, title: bar.title, locked: !bar.locked };
  const ok = await run(async () => { await setLock(step); return true; });
  if (!ok) return;
  past.value = [...past.value, step];
  future.value = [];
  says.value = t(step.locked ? "locked_done" : "unlocked_done", { title: bar.title });
  toast(says.value, () => void undo());
}

const inverse = (step: Done): Done => ("locked" in step ? { ...step, locked: !step.locked } : { ...step, from: step.to, to: step.from });

/** False when somebody else has changed the order since I did. */
function stillMine(step: Done): boolean {
  if ("draft" in step && step.draft) return draft.value?.id === step.draft;
  const booking = bookingOf(step.order);
  return booking ? mine.get(step.order)?.version === booking.version : !("locked" in step) && step.to === null && waiting.value.some((one) => one.order === step.order);
}

async function goBack(from: typeof past, to: typeof past, word: "undone" | "redone", turn: (step: Done) => Done, check: (step: Done) => Done): Promise<void> {
  const step = from.value.at(-1);
  if (!step || busy.value) return;
  from.value = from.value.slice(0, -1);
  if (!stillMine(check(step))) {
    toast(t("too_late"), undefined, true);
    says.value = t("too_late");
    return;
  }
  const target = turn(step);
  const ok = await run(async () => { await ("locked" in target ? setLock(target) : carryOut(target)); return true; });
  if (!ok) return;
  to.value = [...to.value, step];
  says.value = `${t(word)} · ${"locked" in target ? target.title : tell(target)}`;
  toast(says.value);
}

export const undo = (): Promise<void> => goBack(past, future, "undone", inverse, (step) => step);
export const redo = (): Promise<void> => goBack(future, past, "redone", (step) => step, inverse);

export async function newDraft(title = ""): Promise<void> {
  const { where, day, days } = frame.value;
  const opened = await run(() => send<Draft>("POST", "drafts/", { where, day, days, title }));
  if (!opened) return;
  draft.value = opened;
  draftShown.value = true;
  await load();
}

export const showDraft = (id: number): Promise<unknown> => run(() => openDraft(id));

function leaveDraft(): void {
  draft.value = null;
  past.value = past.value.filter((step) => "locked" in step || !step.draft);
  future.value = [];
}

export async function publish(): Promise<void> {
  const id = draft.value?.id;
  const answer = await run(() => send<{ done: number; refused: { title: string; why: string }[] }>("POST", `drafts/${id}/publish/`, {}));
  if (!answer) return;
  leaveDraft();
  await load();
  const why = answer.refused.map((one) => `${one.title}: ${one.why}`).join(" · ");
  says.value = answer.refused.length ? t("published_some", { n: answer.done, m: answer.refused.length, why }) : t("published_done", { n: answer.done });
  toast(says.value, undefined, answer.refused.length > 0);
}

export async function discard(): Promise<void> {
  const id = draft.value?.id;
  if (!(await run(() => send("POST", `drafts/${id}/discard/`, {})))) return;
  leaveDraft();
  await load();
  toast(t("discarded"));
}

export async function putBack(order: number): Promise<void> {
  const next = await run(() => send<Draft>("DELETE", `drafts/${draft.value?.id}/orders/${order}/`));
  if (next) draft.value = next;
}

export async function setOptimiser(mode: Mode): Promise<void> {
  const kept = await run(() => send<{ mode: Mode }>("POST", "optimiser/", { region: places.optimiser?.region, mode }));
  if (!kept) return;
  optimiser.value = kept.mode;
  toast(t("opt_kept", { mode: t(`opt_${kept.mode}`) }));
}

const MOST_FILLED = 40;

/** Let the machine try the waiting orders in a draft: nothing is published by it. */
export async function fillDraft(orders: number[]): Promise<void> {
  if (!editing()) await newDraft();
  const id = draft.value?.id;
  if (!id) return;
  const filled = await run(() => send<Draft>("POST", `drafts/${id}/fill/`, { orders: orders.slice(0, MOST_FILLED) }));
  if (filled) draft.value = filled;
}
