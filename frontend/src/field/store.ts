// Signals over the data base: screens read these, nothing else.
import { computed, effect, signal } from "@preact/signals";
import { liveQuery } from "dexie";
import { now } from "./clock";
import { db } from "./db";
import { project, vanPieces as piecesAhead, vanStock } from "./project";
import type { Change, Checklist, Code, Command, Draft, Knowledge, Order, Parcel, Part, PriceList, Sections, Shot, StoredOrder } from "./types";

const stored = signal<StoredOrder[]>([]);
export const commands = signal<Command[]>([]);
export const drafts = signal<Draft[]>([]);
export const shots = signal<Shot[]>([]);
export const parcels = signal<Parcel[]>([]);
const sections = signal<Map<string, unknown>>(new Map());

/** True once the local data base was read. */
export const ready = signal(false);

/** Minutes tick, so that countdowns move. */
export const minute = signal(now());

export const orders = computed<Order[]>(() =>
  stored.value.filter((row) => !row.gone).map((row) => project(row, commands.value)).sort((a, b) => a.visit.starts_at.localeCompare(b.visit.starts_at)),
);

/** Orders the office took back while something written for them was still on this phone. */
export const lost = computed<StoredOrder[]>(() => stored.value.filter((row) => row.gone));

export const queued = computed(() => commands.value.filter((c) => c.state === "queued"));
export const troubled = computed(() => commands.value.filter((c) => c.state === "conflict" || c.state === "rejected"));
export const waitingShots = computed(() => shots.value.filter((shot) => shot.state === "queued"));
export const unsent = computed(() => queued.value.length + waitingShots.value.length);

/** Steps, records, photos and parcels that only this phone has: wiping it would lose them. */
export const kept = computed(() =>
  queued.value.length + troubled.value.length + drafts.value.length + shots.value.filter((shot) => shot.state !== "sent").length
  + parcels.value.filter((parcel) => parcel.state === "queued").length);

export function section<K extends keyof Sections>(name: K): Sections[K] | undefined {
  return sections.value.get(name) as Sections[K] | undefined;
}

export const codesOf = (category: number | null): Code[] =>
  (sections.value.get(`codes/${category}`) as { codes: Code[] } | undefined)?.codes ?? [];

export const codesVersion = (category: number | null): number =>
  (sections.value.get(`codes/${category}`) as { version: number } | undefined)?.version ?? 0;

export function checklistOf(order: Order): Checklist | undefined {
  const all = (sections.value.get(`checklists/${order.category}`) as Checklist[] | undefined) ?? [];
  return all.find((list) => list.service_type === order.type.code) ?? all.find((list) => !list.service_type);
}

/** What is known about faults of a category; a phone that has not synchronised since an update lacks the newer parts. */
export const knowledgeOf = (category: number | null): Knowledge =>
  ({ version: 0, trees: [], faults: [], patterns: [], curves: [], references: {}, units: section("units") ?? {}, ...(sections.value.get(`diagnosis/${category}`) as Partial<Knowledge> | undefined) });

export const pricesOf = (order: Order): PriceList => section("prices")?.[String(order.category)] ?? {};

export const parts = computed(() => new Map((section("parts") ?? []).map((part): [number, Part] => [part.id, part])));
/** Orders on offer that are not over yet. */
export const pool = computed(() => (section("pool") ?? []).filter((offer) => Date.parse(offer.until) > minute.value));

export const van = computed(() => vanStock(section("stock") ?? [], commands.value));

/** Serial numbers and batches in the van, by part. */
export const vanPieces = computed(() => piecesAhead(section("stock") ?? [], commands.value));

export const orderBy = (uid: string | undefined): Order | undefined =>
  orders.value.find((order) => order.uid === uid) ?? lost.value.filter((row) => row.uid === uid).map((row) => project(row, commands.value))[0];

/** What the office changed on an order while a clash on it waits. */
export const changedOn = (uid: string | null): Change[] => stored.value.find((row) => row.uid === uid)?.changed ?? [];

export const draftOf = (order: Order): Draft | undefined => drafts.value.find((draft) => draft.visit === order.visit.uid);
/** Photos of a checklist step. */
export const shotsOfStep = (order: Order, step: string): Shot[] => shotsOf(order).filter((shot) => shot.step === step);
export const shotsOf = (order: Order): Shot[] => shots.value.filter((shot) => shot.visit === order.visit.uid);

const MINUTE_MS = 15_000;

/** Follow the data base; resolves when all tables were read once. */
export async function watch(): Promise<void> {
  const follow = <T>(query: () => Promise<T>, use: (value: T) => void): Promise<void> =>
    new Promise((resolve, reject) =>
      liveQuery(query).subscribe({ next: (value) => { use(value); resolve(); }, error: reject }));
  await Promise.all([
    follow(() => db.orders.toArray(), (rows) => { stored.value = rows; }),
    follow(() => db.commands.orderBy("seq").toArray(), (rows) => { commands.value = rows; }),
    follow(() => db.drafts.toArray(), (rows) => { drafts.value = rows; }),
    follow(() => db.shots.toArray(), (rows) => { shots.value = rows; }),
    follow(() => db.parcels.toArray(), (rows) => { parcels.value = rows; }),
    follow(() => db.sections.toArray(), (rows) => { sections.value = new Map(rows.map((row) => [row.name, row.content])); }),
  ]);
  setInterval(() => { minute.value = now(); }, MINUTE_MS);
  effect(() => { void commands.value; minute.value = now(); }); // now() follows the measured clock
  ready.value = true;
}
