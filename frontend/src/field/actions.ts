// What a tap does: write the command, say so, let it be taken back.
import { clock } from "./format";
import { t, type Word } from "./i18n";
import { UNDO_MS, locate, newCommand, undo, write } from "./log";
import { sync, schedule } from "./sync";
import type { CommandType, Order } from "./types";
import { say } from "./ui/frame";

const DONE: Partial<Record<CommandType, Word>> = {
  accept: "did_accept", set_out: "did_set_out", arrive: "did_arrive", pause: "did_pause", resume: "did_resume", complete: "did_complete",
  carry_over: "did_carry", decline: "did_decline", new_request: "did_request", note: "did_note",
};

/** Record a step of the order, with its position when the engineer arrives. */
export async function act(type: CommandType, order: Order, payload: Record<string, unknown> = {}): Promise<void> {
  const command = await write(newCommand(type, order, payload));
  if (type === "arrive") void locate(command.operation);
  const text = [t(DONE[type] ?? "stored_here"), clock(command.at), t("stored_here")].join(" · ");
  if (!command.heldUntil) {
    say({ text });
    void sync();
    return;
  }
  say({ text, undo: () => void undo(command.operation) }, UNDO_MS);
  void schedule();
}

export const accept = (order: Order): Promise<void> => act("accept", order, { starts_at: order.visit.starts_at });
