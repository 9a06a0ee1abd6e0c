// Rows lie encrypted in IndexedDB: AES-256-GCM, synchronously inside the transaction, below everything that reads or writes.
// Keys and indexes (random numbers, states) stay in clear, so that queries work; see docs/adr/0015-field-encryption.md.
import { gcm } from "@noble/ciphers/aes.js";
import type { DBCore, DBCoreCursor, DBCoreTable, Middleware } from "dexie";

const NONCE = 12;
/** Tables that are read before there is a key. */
const CLEAR = new Set(["keys"]);

export class Locked extends Error {}

type Row = Record<string, unknown>;

let key: Uint8Array | null = null;

export const isOpen = (): boolean => key !== null;

/** The data key, or null to forget it. */
export function useKey(next: Uint8Array | null): void {
  key = next;
}

export function currentKey(): Uint8Array {
  if (!key) throw new Locked("no key");
  return key;
}

/** nonce ‖ cipher text ‖ tag; `label` must be the same when it is opened. */
export function encrypt(secret: Uint8Array, plain: Uint8Array, label: string): Uint8Array<ArrayBuffer> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const cipher = gcm(secret, nonce, new TextEncoder().encode(label)).encrypt(plain);
  const whole = new Uint8Array(NONCE + cipher.length);
  whole.set(nonce);
  whole.set(cipher, NONCE);
  return whole;
}

/** Throws when the key or the label is another one, or a bit was changed. */
export function decrypt(secret: Uint8Array, whole: Uint8Array, label: string): Uint8Array {
  return gcm(secret, whole.subarray(0, NONCE), new TextEncoder().encode(label)).decrypt(whole.subarray(NONCE));
}

function seal(table: string, shown: Set<string>, row: Row): Row {
  const clear: Row = {};
  const hidden: Row = {};
  for (const [name, value] of Object.entries(row)) (shown.has(name) ? clear : hidden)[name] = value;
  const plain = hidden.bytes instanceof ArrayBuffer ? new Uint8Array(hidden.bytes) : new TextEncoder().encode(JSON.stringify(hidden));
  return { ...clear, sealed: encrypt(currentKey(), plain, table) };
}

function open(table: string, stored: unknown): unknown {
  const row = stored as (Row & { sealed?: Uint8Array }) | null | undefined;
  if (!row?.sealed) return stored; // nothing there, or written before there was a key
  const { sealed, ...clear } = row;
  const plain = decrypt(currentKey(), sealed, table);
  if (table === "blobs") return { ...clear, bytes: plain.slice().buffer };
  return { ...clear, ...(JSON.parse(new TextDecoder().decode(plain)) as Row) };
}

function sealedTable(down: DBCoreTable): DBCoreTable {
  const { name, schema } = down;
  const shown = new Set([schema.primaryKey, ...schema.indexes].flatMap((index) => index.keyPath ?? []));
  const opened = (row: unknown) => open(name, row);
  /** The browser's own getters work on its own cursor only, so each is passed on. */
  const openedCursor = (cursor: DBCoreCursor | null) =>
    cursor && (Object.create(cursor, {
      key: { get: () => cursor.key },
      primaryKey: { get: () => cursor.primaryKey },
      value: { get: () => open(name, cursor.value) },
    }) as DBCoreCursor);
  return {
    ...down,
    mutate: (request) => down.mutate("values" in request ? { ...request, values: request.values.map((row: Row) => seal(name, shown, row)) } : request),
    get: (request) => down.get(request).then(opened),
    getMany: (request) => down.getMany(request).then((rows) => rows.map(opened)),
    query: (request) => down.query(request).then((answer) => (request.values ? { ...answer, result: answer.result.map(opened) } : answer)),
    openCursor: (request) => down.openCursor(request).then(openedCursor),
  };
}

/** The innermost layer of the data base. */
export const sealing: Middleware<DBCore> = {
  stack: "dbcore",
  name: "sealing",
  level: -10,
  create: (down) => ({ ...down, table: (name) => (CLEAR.has(name) ? down.table(name) : sealedTable(down.table(name))) }),
};
