// Send the log, fetch what changed, then the photos. One runner at a time, over all tabs.
import { signal } from "@preact/signals";
import { changes } from "./changes";
import { now, skew } from "./clock";
import { db, getMeta, setMeta, wipe } from "./db";
import { IN_ORDER } from "./log";
import { Busy, Offline, Refused, download, get, post, put } from "./net";
import { isAhead } from "./project";
import { prepare } from "./relay/parcel";
import { readVault } from "./vault";
import type { Bundle, Command, Order, Said, Shot } from "./types";

const BATCH = 20;
const PIECE = 256 * 1024;
const KEEP_SENT_MS = 3 * 86_400_000;
const LARGEST_KEPT = 2 * 1024 * 1024;

export type Link = "online" | "busy" | "offline" | "signed_out" | "wiped";

export const link = signal<Link>(navigator.onLine ? "online" : "offline");
/** When a busy server is asked again. */
export const busyUntil = signal(0);
export const lastSync = signal(0);
export const news = signal<Order[]>([]);

/** What the server said about a step that it applied: a part that is not in the van by its books. */
export const remark = signal("");

/** Orders the office took back in the last pull, with their state. */
export const taken = signal<{ order: Order; state: string }[]>([]);

interface Outcome {
  operation: string;
  status: "applied" | "rejected" | "conflict" | "held" | "failed";
  code: string;
  message: string;
  result: Record<string, unknown>;
}

/** Commands that may go now: in order, and none past an unsettled or still undoable step of the same visit. */
function sendable(commands: Command[]): Command[] {
  const blocked = new Set<string>();
  return commands.filter((command) => {
    if (command.state === "sent" || command.state === "acked") return false;
    const line = (IN_ORDER.has(command.type) && command.booking) || command.operation;
    if (command.state !== "queued" || command.heldUntil > now()) blocked.add(line);
    return !blocked.has(line);
  });
}

/** A command as the server takes it. */
export const wire = ({ operation, type, order, booking, at, base, position, payload }: Command) =>
  ({ operation, type, order, booking, at, base, position, payload });

async function send(commands: Command[]): Promise<Outcome[]> {
  try {
    return (await post<{ outcomes: Outcome[] }>("commands", { skew_ms: skew(), commands: commands.map(wire) })).outcomes;
  } catch (error) {
    if (!(error instanceof Refused) || ![413, 422].includes(error.status)) throw error;
    if (commands.length === 1) return [{ operation: commands[0]!.operation, status: "rejected", code: error.code, message: error.message, result: {} }];
    return (await send(commands.slice(0, 1))).concat(await send(commands.slice(1)));
  }
}

const STATES = { applied: "acked", rejected: "rejected", conflict: "conflict" } as const;

async function settle(outcomes: Outcome[]): Promise<void> {
  await db.transaction("rw", db.commands, async () => {
    for (const { operation, status, code, message, result } of outcomes) {
      const state = STATES[status as keyof typeof STATES] ?? "queued";
      await db.commands.where({ operation }).modify({ state, code, message, result, sentAt: now() });
      if (status === "applied" && message) remark.value = message;
    }
  });
}

async function push(): Promise<void> {
  for (;;) {
    const batch = sendable(await db.commands.orderBy("seq").toArray()).slice(0, BATCH);
    if (!batch.length) return;
    const outcomes = await send(batch);
    await settle(outcomes);
    if (!outcomes.some((outcome) => outcome.status in STATES)) return;
  }
}

async function pull(): Promise<void> {
  const acked = await db.commands.where({ state: "acked" }).primaryKeys();
  const cursor = (await getMeta<string>("cursor")) ?? "";
  const bundle = await get<Bundle>(`bundle?cursor=${encodeURIComponent(cursor)}`);
  await db.transaction("rw", db.tables, async () => {
    await storeOrders(bundle);
    await db.sections.bulkPut(Object.entries(bundle.sections).map(([name, content]) => ({ name, content })));
    await db.sections.where("name").noneOf(bundle.keep).delete();
    await db.commands.where("seq").anyOf(acked).modify((command: Command) => {
      command.state = "sent";
      delete command.payload.signature;
    });
    await tidy();
    await setMeta("cursor", bundle.cursor);
    await setMeta("lastSync", now());
  });
  lastSync.value = now();
}

async function storeOrders(bundle: Bundle): Promise<void> {
  const before = new Map((await db.orders.toArray()).map((row) => [row.uid, row]));
  const gone = new Map(bundle.gone.map(({ uid, state }) => [uid, state]));
  const here = new Set(bundle.orders.map((order) => order.uid));
  if (bundle.full) for (const uid of before.keys()) if (!here.has(uid)) gone.set(uid, gone.get(uid) ?? "gone");
  for (const [uid, state] of gone) await leave(uid, state);
  const open = [...gone].flatMap(([uid, state]) => (before.has(uid) ? [{ order: before.get(uid)!.order, state }] : []));
  taken.value = open.filter(({ order, state }) => !order.visit.ended_at && state !== "completed");
  const asked = new Set((await db.commands.where({ state: "conflict" }).toArray()).map((c) => c.order));
  await db.orders.bulkPut(bundle.orders.map((order) => {
    const old = before.get(order.uid);
    return { uid: order.uid, order, changed: old && asked.has(order.uid) ? changes(old.order, order, old.changed) : [] };
  }));
  const fresh = bundle.orders.filter((order) => order.visit.state === "dispatched" && before.get(order.uid)?.order.visit.uid !== order.visit.uid);
  if (before.size && fresh.length) news.value = fresh;
}

/** The office took an order back: it goes, unless something written for it is not with the server. */
async function leave(uid: string, state: string): Promise<void> {
  const open = await db.commands.filter((c) => c.order === uid && c.state !== "sent" && c.state !== "acked").count();
  const draft = await db.drafts.filter((row) => row.order === uid).count();
  if (open || draft) await db.orders.update(uid, { gone: state });
  else await db.orders.delete(uid);
}

/** Drop what is settled and old: sent commands, records of ended visits, sent photos. */
async function tidy(): Promise<void> {
  await db.commands.filter((c) => c.state === "sent" && c.sentAt < now() - KEEP_SENT_MS).delete();
  await db.shots.filter((shot) => shot.state === "sent" && shot.at < now() - KEEP_SENT_MS).delete();
  const done = await db.commands.filter((c) => c.state === "sent" && (c.type === "complete" || c.type === "carry_over")).toArray();
  await db.drafts.bulkDelete(done.map((c) => c.booking!));
  for (const row of await db.orders.filter((stored) => !!stored.gone).toArray()) await leave(row.uid, row.gone!);
  await letPhotosGo();
}

/** Photos of a visit that is over without this phone's record: a colleague, another phone or the office ended it. */
async function letPhotosGo(): Promise<void> {
  for (const shot of await db.shots.where({ state: "draft" }).toArray()) {
    const row = await db.orders.get(shot.order);
    const over = !row || row.order.visit.uid !== shot.visit || !!row.order.visit.ended_at;
    if (over && !row?.gone) await db.shots.update(shot.uid, { state: "queued" });
  }
}

async function sendShots(): Promise<void> {
  for (const shot of await db.shots.where({ state: "queued" }).toArray()) {
    if (shot.kind === "chat") {
      await sendPicture(shot);
      continue;
    }
    const waiting = await db.commands.where({ booking: shot.visit }).filter((c) => c.state !== "sent" && !isAcked(c)).count();
    if (!waiting) await sendShot(shot);
  }
}

/** A picture of a chat goes in one piece, once its message is there. */
async function sendPicture(shot: Shot): Promise<void> {
  const message = await db.commands.filter((c) => c.payload.picture === shot.uid).first();
  const stored = await db.blobs.get(shot.uid);
  if (!stored || (message && message.state !== "acked" && message.state !== "sent")) return;
  try {
    await put(`chat-pictures/${shot.uid}`, stored.bytes);
    await db.shots.update(shot.uid, { state: "sent", received: shot.size });
  } catch (error) {
    if (!(error instanceof Refused) || ![404, 409, 413, 422].includes(error.status)) throw error;
    await db.shots.update(shot.uid, { state: "rejected", message: error.message });
  }
}

/** Parcels of colleagues go to the server; and this phone gets the keys for its own. */
async function handOn(): Promise<void> {
  await prepare((await getMeta<string>("token")) ?? "");
  for (const { id, data } of await db.parcels.where({ state: "queued" }).toArray()) {
    try {
      const { applied, all } = await post<{ applied: number; all: number }>("parcels", { parcel: data });
      await db.parcels.update(id, { state: "sent", message: `${applied}/${all}` });
    } catch (error) {
      if (!(error instanceof Refused) || ![404, 409, 413, 422].includes(error.status)) throw error;
      await db.parcels.update(id, { state: "refused", message: error.message });
    }
  }
}

const isAcked = (command: Command): boolean => isAhead(command) && command.state === "acked";

async function sendShot(shot: Shot): Promise<void> {
  const stored = await db.blobs.get(shot.uid);
  if (!stored) return;
  let received = (await get<{ received: number }>(`files/${shot.uid}`)).received;
  for (let complete = false; !complete; ) {
    const query = new URLSearchParams({ order: shot.order, kind: shot.kind, note: shot.note, size: String(shot.size), offset: String(received) });
    try {
      const answer = await put<{ received: number; complete: boolean }>(`files/${shot.uid}?${query}`, stored.bytes.slice(received, received + PIECE));
      ({ received, complete } = answer);
      await db.shots.update(shot.uid, { received, ...(complete ? { state: "sent" } : {}) });
    } catch (error) {
      if (error instanceof Refused && error.code === "offset_mismatch") received = Number(error.body.received);
      else if (error instanceof Refused && [404, 409, 413, 422].includes(error.status)) {
        return void (await db.shots.update(shot.uid, { state: "rejected", message: error.message }));
      } else throw error;
    }
  }
  await db.blobs.delete(shot.uid);
}

/** Have pictures and documents of open orders here before they are needed; drop those of orders that left. */
async function keepFiles(): Promise<void> {
  const absent = await db.transaction("rw", db.orders, db.sections, db.shots, db.blobs, async () => {
    const open = (await db.orders.toArray()).map((row) => row.order).filter((order) => !order.visit.ended_at);
    const team = ((await db.sections.get("team"))?.content ?? []) as Said[];
    const pictures = [...open.flatMap((order) => order.chat ?? []), ...team].flatMap(({ picture }) => (picture?.file ? [{ uid: picture.file, size: 0 }] : []));
    const wanted = new Map([...open.flatMap((order) => order.files), ...pictures].map((file) => [file.uid, file]));
    const own = new Set(await db.shots.toCollection().primaryKeys());
    const here = new Set(await db.blobs.toCollection().primaryKeys());
    await db.blobs.bulkDelete([...here].filter((uid) => !wanted.has(uid) && !own.has(uid)));
    return [...wanted.values()].filter((file) => !here.has(file.uid) && file.size <= LARGEST_KEPT);
  });
  for (const { uid } of absent) {
    const bytes = await download(uid);
    if (bytes) await db.blobs.put({ uid, bytes });
  }
}

async function once(): Promise<void> {
  if (!(await getMeta<string>("token"))) return;
  try {
    await push();
    await pull();
    await handOn();
    await sendShots();
    link.value = "online";
    await keepFiles();
  } catch (error) {
    await failed(error);
  }
}

async function failed(error: unknown): Promise<void> {
  if (error instanceof Busy) {
    busyUntil.value = now() + error.seconds * 1000 * (1 + Math.random());
    link.value = "busy";
  } else if (error instanceof Offline) link.value = "offline";
  else if (error instanceof Refused && error.status === 410) await wipeLost();
  else if (error instanceof Refused && [401, 403].includes(error.status)) link.value = "signed_out";
  else {
    link.value = "offline";
    console.error(error);
  }
}

/** The office revoked this phone: remove everything, then say so. */
export async function wipeLost(): Promise<void> {
  const vault = await readVault();
  await wipe();
  link.value = "wiped";
  if (vault) await fetch(`/field/api/phones/${vault.device}/wiped`, { method: "POST" }).catch(() => null);
}

const RETRY_MS = [2000, 4000, 8000, 16_000];
/** Half to one and a half times as long: a thousand phones that lost the server together shall not come back together. */
const scattered = (ms: number): number => ms * (0.5 + Math.random());

/** The engineer insists: a busy server is asked before its time. */
export function syncNow(): Promise<void> {
  busyUntil.value = 0;
  return sync();
}

let running: Promise<void> | null = null;
let again = false;
let alarm = 0;
let failures = 0;

/** Wake up when the next step can no longer be undone, or soon after a failure (the network's or the server's). */
export async function schedule(): Promise<void> {
  const queue = await db.commands.orderBy("seq").toArray();
  const waits = queue.filter((c) => c.state === "queued" && c.heldUntil > now()).map((c) => c.heldUntil - now() + 50);
  const due = sendable(queue);
  if (link.value === "busy") waits.splice(0, waits.length, Math.max(0, busyUntil.value - now()) + 50);
  else if (link.value === "offline") waits.push(...(navigator.onLine ? [scattered(RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] ?? 0)] : []));
  else if (link.value === "signed_out" || link.value === "wiped") waits.splice(0);
  else if (due.length) waits.push(due.some((c) => c.code) ? RETRY_MS.at(-1)! : 50);
  clearTimeout(alarm);
  if (waits.length) alarm = window.setTimeout(() => void sync(), Math.min(...waits));
}

/** Synchronise; a call during a run makes one more run after it. A busy server is left alone as long as it asked to be. */
export function sync(): Promise<void> {
  if (link.value === "busy" && now() < busyUntil.value) return schedule();
  if (running) {
    again = true;
    return running;
  }
  running = navigator.locks.request("callout-field-sync", once).then(async () => {
    running = null;
    failures = link.value === "offline" ? failures + 1 : 0;
    await schedule();
    if (again) {
      again = false;
      await sync();
    }
  });
  return running;
}
