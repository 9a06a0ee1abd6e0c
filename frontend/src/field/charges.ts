// The price rules of the server (workorders.records), computed offline to the same cent.
import type { Entitlement, Names, Part, PartDraft, Price } from "./types";

export interface ChargeLine {
  label: Names;
  quantity: number;
  list: number;
  amount: number;
}

const cents = (amount: string): number => Math.round(Number(amount) * 100);

/** Half to even, as Python's decimal rounds: `value` and `unit` are whole numbers. */
function divideHalfEven(value: number, unit: number): number {
  const floor = Math.floor(value / unit);
  const twice = (value - floor * unit) * 2;
  return twice > unit || (twice === unit && floor % 2 === 1) ? floor + 1 : floor;
}

/** Charge lines in cents: list price, and what the customer pays after entitlement. */
export function charges(
  entitlement: Entitlement, prices: { visit?: Price; labour?: Price }, labourMinutes: number, used: PartDraft[], parts: Map<number, Part>,
): ChargeLine[] {
  const lines: ChargeLine[] = [];
  const add = (kind: "visit" | "labour" | "parts", label: Names, quantity: number, list: number) =>
    lines.push({ label, quantity, list, amount: entitlement[kind] ? 0 : list });
  if (prices.visit) add("visit", prices.visit, 1, cents(prices.visit.amount));
  const hundredths = divideHalfEven(labourMinutes * 100, 60);
  if (prices.labour && hundredths) add("labour", prices.labour, hundredths / 100, divideHalfEven(cents(prices.labour.amount) * hundredths, 100));
  for (const item of used) {
    const part = parts.get(item.part);
    if (part) add("parts", part, item.quantity, cents(part.price) * item.quantity);
  }
  return lines;
}

export const total = (lines: ChargeLine[]): number => lines.reduce((sum, line) => sum + line.amount, 0);
