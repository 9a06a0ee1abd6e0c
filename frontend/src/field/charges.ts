// The price rules of the server (workorders/charges.py), computed offline to the same cent.
import type { Entitlement, ExtraDraft, Names, Part, PartDraft, Price, PriceList } from "./types";

/** What goes back to the server: the price the customer was told, with the office's seal. */
export interface Told {
  kind: "item" | "part";
  key: number;
  amount: string;
  seal: string;
}

export interface ChargeLine {
  label: Names;
  quantity: number;
  list: number;
  amount: number;
  told: Told | null;
}

export const cents = (amount: string): number => Math.round(Number(amount) * 100);
export const plain = (amount: number): string => (amount / 100).toFixed(2);

/** Half to even, as Python's decimal rounds: `value` and `unit` are whole numbers. */
function divideHalfEven(value: number, unit: number): number {
  const floor = Math.floor(value / unit);
  const twice = (value - floor * unit) * 2;
  return twice > unit || (twice === unit && floor % 2 === 1) ? floor + 1 : floor;
}

const ofItem = ({ id, amount, seal }: Price): Told | null => (seal ? { kind: "item", key: id, amount, seal } : null);
const ofPart = ({ id, price, seal }: Part): Told | null => (seal ? { kind: "part", key: id, amount: price, seal } : null);

interface Work {
  labour: number;
  parts: PartDraft[];
  extras: ExtraDraft[];
}

/** Charge lines in cents: list price, and what the customer pays after entitlement. Extra work is always paid. */
export function charges(entitlement: Entitlement, prices: PriceList, work: Work, parts: Map<number, Part>): ChargeLine[] {
  const lines: ChargeLine[] = [];
  const add = (free: boolean, label: Names, quantity: number, list: number, told: Told | null) =>
    lines.push({ label: { zh: label.zh, en: label.en }, quantity, list, amount: free ? 0 : list, told });
  const { visit, labour, extras = [] } = prices;
  if (visit) add(entitlement.visit, visit, 1, cents(visit.amount), ofItem(visit));
  const hundredths = divideHalfEven(work.labour * 100, 60);
  if (labour && hundredths) add(entitlement.labour, labour, hundredths / 100, divideHalfEven(cents(labour.amount) * hundredths, 100), ofItem(labour));
  for (const item of work.parts) {
    const part = parts.get(item.part);
    if (part) add(entitlement.parts, part, item.quantity, cents(part.price) * item.quantity, ofPart(part));
  }
  for (const { item, quantity } of work.extras) {
    const extra = extras.find((price) => price.id === item);
    if (extra) add(false, extra, quantity, cents(extra.amount) * quantity, ofItem(extra));
  }
  return lines;
}

export const total = (lines: ChargeLine[]): number => lines.reduce((sum, line) => sum + line.amount, 0);

/** The month of the price list the charges go by, e.g. "2026-10"; empty while no price is sealed. */
export const monthOf = (lines: ChargeLine[]): string => lines.find((line) => line.told)?.told!.seal.slice(0, 7) ?? "";
