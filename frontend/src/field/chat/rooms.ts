// The chats on this phone: what the server knows, with what was said here since, and how much is new.
import { newCommand, newId, write } from "../log";
import { now } from "../clock";
import { db } from "../db";
import { isAhead } from "../project";
import { jpegOf, scaledDown } from "../shots";
import { sync } from "../sync";
import type { Said, Shot } from "../types";
import { knownIn, ownIn, readTo, saidBy, unreadIn, type Room } from "./unread";

export { unreadIn, type Room } from "./unread";

/** About 200 kB: a chat's picture goes in one piece. */
const LONGEST_SIDE = 1280;

export interface Shown extends Said {
  state: "waits" | "refused" | "here";
}

/** All messages in order of time. */
export function messagesIn(room: Room): Shown[] {
  const known = knownIn(room);
  const here = new Set(known.map((message) => message.uid));
  const own = ownIn(room, saidBy(room)).filter((c) => (isAhead(c) || c.state === "rejected") && !here.has(c.operation));
  const fresh = own.map((c): Shown => {
    const { text, picture } = c.payload as { text: string; picture?: string };
    return { uid: c.operation, who: "", own: true, fresh: false, text, at: c.at, picture: picture ? { uid: picture, file: null } : null, state: c.state === "queued" ? "waits" : c.state === "rejected" ? "refused" : "here" };
  });
  return [...known.map((message): Shown => ({ ...message, state: "here" })), ...fresh].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Say once how far one has read. */
export async function markRead(room: Room): Promise<void> {
  if (!unreadIn(room)) return;
  await write(newCommand(readTo(room), room, { until: knownIn(room).filter((message) => message.fresh).at(-1)!.at }));
  void sync();
}

export async function sayIn(room: Room, text: string): Promise<void> {
  await write(newCommand(saidBy(room), room, { text: text.trim() }));
  void sync();
}

/** A picture, with words or without: the message is written at once, the picture follows it. */
export async function showIn(room: Room, file: File, text: string): Promise<void> {
  const bytes = await jpegOf(await scaledDown(file, LONGEST_SIDE));
  const command = newCommand(saidBy(room), room, { text: text.trim(), picture: newId() });
  const shot: Shot = {
    uid: String(command.payload.picture), order: room?.uid ?? "", visit: "", kind: "chat", note: "", size: bytes.byteLength, received: 0, state: "queued", message: "", at: now(),
  };
  await db.transaction("rw", db.commands, db.shots, db.blobs, async () => {
    await db.blobs.put({ uid: shot.uid, bytes });
    await db.shots.put(shot);
    await write(command);
  });
  void sync();
}
