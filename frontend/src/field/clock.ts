// The server's clock on this phone: every stamp is corrected by the offset measured at the last contact.
import { getMeta, setMeta } from "./db";

const SLEW_MS = 250;
let offset = 0;

export async function loadOffset(): Promise<void> {
  offset = (await getMeta<number>("offset")) ?? 0;
}

/** Learn from an answer: the server's time lies in the middle between sending and receiving. */
export function learn(serverMs: number, sentMs: number, receivedMs: number): void {
  const measured = Math.round(serverMs - (sentMs + receivedMs) / 2);
  if (Math.abs(measured - offset) < SLEW_MS) return;
  offset = measured;
  void setMeta("offset", offset);
}

/** Milliseconds by which this phone's clock is ahead of the server's. */
export const skew = (): number => -offset;

export const now = (): number => Date.now() + offset;

export const stamp = (): string => new Date(now()).toISOString();
