// Who fits each waiting order in sight: asked in one question, again when the plan has changed.
import { signal } from "@preact/signals";
import { get } from "./api";
import { board, replayAt } from "./store";
import type { Fit } from "./types";

const SETTLE_MS = 300;
const MOST = 40;

export const fits = signal<ReadonlyMap<number, Fit>>(new Map());

let [known, timer] = ["", 0];

/** Ask for the orders not answered for this version of the plan, once the list has come to rest. */
export function askFits(orders: number[]): void {
  const version = board.value?.version ?? "";
  clearTimeout(timer);
  if (replayAt.value !== null || !version) { fits.value = new Map(); return; }
  timer = window.setTimeout(() => void ask(orders, version), SETTLE_MS);
}

async function ask(orders: number[], version: string): Promise<void> {
  const fresh = version !== known;
  const missing = orders.filter((order) => fresh || !fits.peek().has(order)).slice(0, MOST);
  if (!missing.length) return;
  const found = await get<Fit[]>(`fits/?orders=${missing.join(",")}`).catch(() => []);
  if (version !== board.peek()?.version) return;
  known = version;
  fits.value = new Map([...(fresh ? [] : fits.peek()), ...found.map((fit): [number, Fit] => [fit.order, fit])]);
}
