// A device beside a healthy unit: callout/diagnosis/comparing.py in TypeScript.
import type { Compared, Knowledge, Order, Reference } from "../types";
import { lengthOf, linesOf } from "./lines";

export const MAX_TEXT = 20_000;
const MAX_ENTRIES = 300;
const ENTRY = /^[ \t]*([\p{L}\p{N}_./ -]{1,60}?)[ \t]*[:= \t][ \t]*([^ \t].{0,119}?)[ \t]*$/u;
const SECRET = /password|passwd|secret|community|token|cipher|key/i;
const ORDER = { differs: 0, missing: 1, same: 2 } as const;

/** `name: value`, `name = value` or `name value`, one a line; remarks and secrets are left out. Null for too much text. */
export function parseEntries(text: string): Map<string, string> | null {
  if (lengthOf(text) > MAX_TEXT) return null;
  const found = new Map<string, string>();
  for (const line of linesOf(text)) {
    const entry = /^[ \t]*[#!]/.test(line) ? null : ENTRY.exec(line);
    const name = entry?.[1]!.replace(/^ +| +$/g, "");
    if (entry && name && !SECRET.test(entry[1]!)) found.set(name, entry[2]!);
  }
  return new Map([...found].slice(0, MAX_ENTRIES));
}

const plain = (text: string): string => text.replace(/[ \t_-]+/g, "").toLowerCase();

/** A value under the name of the healthy unit, however it is written here. */
export function valueOf(values: Iterable<[string, string]>, name: string): string {
  return new Map([...values].map(([key, value]) => [plain(key), value])).get(plain(name)) ?? "";
}

/** What a device is compared with: the model's reference, with the versions of the device of this serial over it. */
export function healthyOf(order: Order, known: Knowledge, serial: string): Reference {
  const model = order.asset?.product.model ?? "";
  const reference = known.references[model];
  const unit = known.units[model]?.find((each) => each.serial === serial);
  return { versions: { ...reference?.versions, ...unit?.versions }, configuration: reference?.configuration ?? {} };
}

/** Rows of what the healthy unit has, differences first. */
export function compareUnits(healthy: Reference, ours: Reference): Compared[] {
  const rows = (["versions", "configuration"] as const).flatMap((part) => {
    const mine = new Map(Object.entries(ours[part]).map(([name, value]) => [plain(name), value]));
    return Object.entries(healthy[part]).map(([name, value]): Compared => {
      const own = mine.get(plain(name)) ?? "";
      return { part, name, healthy: value, ours: own, state: !own ? "missing" : plain(own) === plain(value) ? "same" : "differs" };
    });
  });
  return rows.sort((a, b) => ORDER[a.state] - ORDER[b.state]);
}
