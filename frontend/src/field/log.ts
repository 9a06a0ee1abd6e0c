// The command log: what the engineer does is written here first, then sent.
import { now, stamp } from "./clock";
import { db } from "./db";
import type { Command, CommandType, Order } from "./types";

/** How long a step can be undone before it is sent. */
export const UNDO_MS = 10_000;

const UNDOABLE = new Set<CommandType>(["accept", "set_out", "arrive", "pause", "resume"]);
/** Steps of a visit: none of them comes twice in a row. */
const STEPS = new Set<CommandType>([...UNDOABLE, "decline", "complete", "carry_over"]);
/** Each waits for those before it, at the server too (VISIT_COMMANDS in callout/field/protocol.py). */
export const IN_ORDER = new Set<CommandType>([...STEPS, "approve_cost", "rate", "send_record"]);

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function newCommand(type: CommandType, order: Order | null, payload: Record<string, unknown> = {}): Command {
  return {
    operation: newId(), type, order: order?.uid ?? null, booking: order?.visit.uid ?? null, at: stamp(), base: order?.visit.version ?? 0,
    position: null, payload, state: "queued", heldUntil: UNDOABLE.has(type) ? now() + UNDO_MS : 0, title: order?.title ?? "",
    number: order?.number ?? "", code: "", message: "", result: {}, sentAt: 0,
  };
}

/** Write a command. An earlier step of the same visit can no longer be undone. */
export async function write(command: Command): Promise<Command> {
  await db.transaction("rw", db.commands, db.shots, async () => {
    if (command.booking) await release(command.booking);
    command.seq = await db.commands.add(command);
    if (command.type === "complete" || command.type === "carry_over") {
      await db.shots.where({ visit: command.booking, state: "draft" }).modify({ state: "queued" });
    }
  });
  return command;
}

/** Write it unless it is the step that already waits: the button was tapped again before the screen had changed. */
export function writeOnce(command: Command): Promise<boolean> {
  return db.transaction("rw", db.commands, db.shots, async () => {
    if (command.booking && STEPS.has(command.type)) {
      const waiting = await db.commands.where({ booking: command.booking, state: "queued" }).sortBy("seq");
      if (waiting.filter((each) => STEPS.has(each.type)).at(-1)?.type === command.type) return false;
    }
    await write(command);
    return true;
  });
}

/** Let the steps of a visit be sent now. */
export async function release(booking: string): Promise<void> {
  await db.commands.where({ booking, state: "queued" }).modify({ heldUntil: 0 });
}

/** Let every step be sent now (the app goes to the background). */
export async function releaseAll(): Promise<void> {
  await db.commands.where({ state: "queued" }).modify({ heldUntil: 0 });
}

/** Take a step back that was not sent yet; false when it is too late. */
export async function undo(operation: string): Promise<boolean> {
  const removed = await db.commands.where({ operation }).filter((c) => c.state === "queued" && c.heldUntil > now()).delete();
  return removed === 1;
}

/** Add the position to a step that can still be undone: what was sent may not change. */
export async function locate(operation: string): Promise<void> {
  const place = await currentPosition();
  if (place) await db.commands.where({ operation }).filter((c) => c.state === "queued" && c.heldUntil > now()).modify({ position: place });
}

function currentPosition(): Promise<Command["position"]> {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitude: coords.latitude, longitude: coords.longitude, accuracy: Math.min(coords.accuracy, 100_000) }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: UNDO_MS - 2000, maximumAge: 30_000 },
    );
  });
}

/** Send a refused or conflicting command anew, perhaps with another payload; the old one stays in the log as settled. */
export async function again(command: Command, payload: Record<string, unknown> = command.payload): Promise<void> {
  const fresh: Command = { ...command, operation: newId(), payload, state: "queued", heldUntil: 0, code: "", message: "", result: {} };
  await db.transaction("rw", db.commands, async () => {
    await db.commands.delete(command.seq!);
    fresh.seq = command.seq;
    await db.commands.add(fresh);
  });
}

/** Give a refused or conflicting command up, and with a record the wish to send it to the customer. */
export async function discard(command: Command): Promise<void> {
  await db.transaction("rw", db.commands, async () => {
    await db.commands.delete(command.seq!);
    if (command.type !== "complete") return;
    await db.commands.where({ booking: command.booking }).filter((c) => c.type === "send_record" && c.state !== "sent" && c.state !== "acked").delete();
  });
}
