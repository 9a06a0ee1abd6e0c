// What is half entered on the workbench stays on the phone until it is recorded, whatever happens to the app.
import { useEffect, useState } from "preact/hooks";
import { db, getMeta, setMeta, tidyMeta } from "../db";
import { orders } from "../store";
import type { Order } from "../types";

const PREFIX = "bench:";

/** A value that is kept under `name` for the visit; undefined until it was read. `forget` lets it begin anew. */
export function useKept<T>(order: Order, name: string, initial: () => T): [T | undefined, (value: T) => void, () => void] {
  const key = `${PREFIX}${order.visit.uid}:${name}`;
  const [value, setValue] = useState<T>();
  useEffect(() => {
    let left = false;
    void tidyMeta(PREFIX, orders.value.map((order) => order.visit.uid)).then(() => getMeta<T>(key)).then((kept) => { if (!left) setValue(kept ?? initial()); });
    return () => { left = true; };
  }, [key]);
  const change = (next: T) => { setValue(next); void setMeta(key, next); };
  const forget = () => { setValue(initial()); void db.meta.delete(key); };
  return [value, change, forget];
}
