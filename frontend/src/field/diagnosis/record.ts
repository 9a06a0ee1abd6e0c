// A step of the workbench becomes a command: kept here at once, sent when it can be.
import { newCommand, write } from "../log";
import { commands, knowledgeOf, section } from "../store";
import { sync } from "../sync";
import type { CommandType, Finding, Order } from "../types";
import { say } from "../ui/frame";
import { findingsOf } from "./findings";
import { w } from "./words";

export async function record(type: CommandType, order: Order, payload: Record<string, unknown>): Promise<void> {
  await write(newCommand(type, order, payload));
  void sync();
}

/** Record it and say so. */
export async function noted(type: CommandType, order: Order, payload: Record<string, unknown>): Promise<void> {
  await record(type, order, payload);
  say({ text: w("noted") });
}

/** All that is known about the order's fault, on the server and on this phone. */
export const foundOn = (order: Order): Finding[] => findingsOf(order, commands.value, knowledgeOf(order.category), section("engineer")?.name ?? "");
