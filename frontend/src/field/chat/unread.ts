// How much is new in the chats: small, since the first screen shows it.
import { isAhead } from "../project";
import { commands, orders, section } from "../store";
import type { Command, CommandType, Order, Said } from "../types";

/** Where one speaks: the case of an order, or the team (null). */
export type Room = Order | null;

export const saidBy = (room: Room): CommandType => (room ? "say" : "say_team");
export const readTo = (room: Room): CommandType => (room ? "chat_read" : "team_read");
export const knownIn = (room: Room): Said[] => (room ? room.chat : section("team")) ?? [];
export const ownIn = (room: Room, type: CommandType): Command[] => commands.value.filter((c) => c.type === type && c.order === (room?.uid ?? null));

/** How many messages are new: neither read on the server nor here since. */
export function unreadIn(room: Room): number {
  const until = Math.max(0, ...ownIn(room, readTo(room)).filter(isAhead).map((c) => Date.parse(String(c.payload.until))));
  return knownIn(room).filter((message) => message.fresh && Date.parse(message.at) > until).length;
}

/** Of all rooms together. */
export const unreadInAll = (): number => unreadIn(null) + orders.value.reduce((sum, order) => sum + unreadIn(order), 0);
