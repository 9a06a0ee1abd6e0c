// What a tap does: write the command, say so, let it be taken back.
import { clock } from "./format";
import { t, type Word } from "./i18n";
import { db } from "./db";
import { UNDO_MS, discard, locate, newCommand, undo, write, writeOnce } from "./log";
import { go } from "./router";
import { schedule, sync, syncNow } from "./sync";
import type { CommandType, Offer, Order } from "./types";
import { say } from "./ui/frame";

const DONE: Partial<Record<CommandType, Word>> = {
  accept: "did_accept", set_out: "did_set_out", arrive: "did_arrive", pause: "did_pause", resume: "did_resume", complete: "did_complete",
  carry_over: "did_carry", decline: "did_decline", new_request: "did_request", note: "did_note", away: "did_away", come_back: "did_come_back", count_part: "did_count", hand_over: "did_hand_over", drove: "did_drove", approve_cost: "did_approve", send_record: "did_send_record",
};

/** Record a step of the order, with its position when the engineer arrives. */
export async function act(type: CommandType, order: Order, payload: Record<string, unknown> = {}): Promise<void> {
  const command = newCommand(type, order, payload);
  if (!(await writeOnce(command))) return;
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

/** Something that belongs to no order: kept here, sent when it can be. */
export async function report(type: CommandType, payload: Record<string, unknown>, title: string): Promise<void> {
  const command = await write({ ...newCommand(type, null, payload), title });
  say({ text: [t(DONE[type] ?? "stored_here"), clock(command.at), t("stored_here")].join(" · ") });
  void sync();
}

/** Grab an order now or not at all: what could not be sent is not tried later, when somebody else has long gone. */
export async function grab(offer: Offer): Promise<void> {
  const command = await write({ ...newCommand("grab", null, { offer: offer.offer }), title: offer.title });
  await syncNow();
  const kept = await db.commands.get(command.seq!);
  if (kept && (kept.state === "sent" || kept.state === "acked")) {
    say({ text: `${t("did_grab")} · ${offer.title}` });
    go(`/order/${String(kept.result.order)}`);
    return;
  }
  if (kept) await discard(kept);
  say({ text: kept?.message || t("grab_offline") });
}

export const accept = (order: Order): Promise<void> => act("accept", order, { starts_at: order.visit.starts_at });
