// The server's clock on this phone: every stamp is corrected by the offset measured at the last contact.
import { signal } from "@preact/signals";
import { getMeta, setMeta } from "./db";
import { isOpen } from "./seal";

const SLEW_MS = 250;
/** Server time minus this phone's time, in milliseconds. */
const offset = signal(0);

export async function loadOffset(): Promise<void> {
  offset.value = (await getMeta<number>("offset")) ?? 0;
}

/** Learn from an answer: the server's time lies in the middle between sending and receiving. */
export function learn(serverMs: number, sentMs: number, receivedMs: number): void {
  const measured = Math.round(serverMs - (sentMs + receivedMs) / 2);
  if (Math.abs(measured - offset.peek()) < SLEW_MS) return;
  offset.value = measured;
  if (isOpen()) void setMeta("offset", measured);
}

/** Milliseconds by which this phone's clock is ahead of the server's. */
export const skew = (): number => -offset.value;

export const now = (): number => Date.now() + offset.value;

export const stamp = (): string => new Date(now()).toISOString();
