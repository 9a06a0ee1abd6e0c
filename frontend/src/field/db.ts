// Everything the phone knows, in IndexedDB. Photos as ArrayBuffer: Safari loses Blobs.
import Dexie, { type Table } from "dexie";
import { sealing, useKey } from "./seal";
import type { Command, Draft, Parcel, Shot, StoredOrder, Vault } from "./types";

class FieldDatabase extends Dexie {
  orders!: Table<StoredOrder, string>;
  sections!: Table<{ name: string; content: unknown }, string>;
  commands!: Table<Command, number>;
  drafts!: Table<Draft, string>;
  shots!: Table<Shot, string>;
  blobs!: Table<{ uid: string; bytes: ArrayBuffer }, string>;
  meta!: Table<{ key: string; value: unknown }, string>;

  parcels!: Table<Parcel, string>;
  keys!: Table<Vault, string>;

  constructor() {
    super("callout-field");
    this.version(1).stores({
      orders: "uid", sections: "name", commands: "++seq,&operation,state,booking,[booking+state]", drafts: "visit", shots: "uid,state,[visit+state]", blobs: "uid", meta: "key",
    });
    this.version(2).stores({ keys: "id" });
    this.version(3).stores({ parcels: "id,state" });
    this.use(sealing);
  }
}

export const db = new FieldDatabase();

export async function getMeta<T>(key: string): Promise<T | undefined> {
  return (await db.meta.get(key))?.value as T | undefined;
}

export async function setMeta(key: string, value: unknown): Promise<void> {
  await db.meta.put({ key, value });
}

/** Forget what was kept under `prefix` for something that is no longer on this phone. */
export async function tidyMeta(prefix: string, here: string[]): Promise<void> {
  const keys = await db.meta.where("key").startsWith(prefix).primaryKeys();
  const known = new Set(here);
  await db.meta.bulkDelete(keys.filter((key) => !known.has(key.split(":")[1]!)));
}

/** Remove everything of this engineer: orders, log, photos, token, and the key to them. */
export async function wipe(): Promise<void> {
  await db.transaction("rw", db.tables, () => Promise.all(db.tables.map((table) => table.clear())));
  useKey(null);
}
