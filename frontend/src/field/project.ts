// What the engineer sees: the server's copy with everything he did since put on top of it.
import type { Command, Order, StockRow, StoredOrder, Visit } from "./types";

const UNSENT = new Set(["queued", "acked"]);

/** True while the server's copy does not show this command yet. */
export const isAhead = (command: Command): boolean => UNSENT.has(command.state);

const steps: Partial<Record<Command["type"], (visit: Visit, at: string) => Partial<Visit>>> = {
  accept: (_, at) => ({ state: "accepted", accepted_at: at }),
  decline: (_, at) => ({ state: "declined", ended_at: at }),
  set_out: (visit, at) => ({ state: "travelling", accepted_at: visit.accepted_at ?? at, travelling_at: at }),
  arrive: (visit, at) => ({ state: "on_site", accepted_at: visit.accepted_at ?? at, travelling_at: visit.travelling_at ?? at, on_site_at: at }),
  pause: (visit, at) => ({ state: "paused", pauses: [...(visit.pauses ?? []), [at, null]] }),
  resume: (visit, at) => ({ state: "on_site", pauses: (visit.pauses ?? []).map(([from, until]) => [from, until ?? at]) }),
  complete: (_, at) => ({ state: "completed", ended_at: at }),
  carry_over: (_, at) => ({ state: "partial", ended_at: at }),
};

const RANK = { proposed: 0, dispatched: 0, accepted: 1, travelling: 2, on_site: 3, paused: 3 } as Record<string, number>;
const ENDED = 4;
const rank = (state: string): number => RANK[state] ?? ENDED;

function applyOne(order: Order, command: Command): Order {
  if (command.type === "approve_cost") {
    const { amount, signer } = command.payload as { amount: string; signer: string };
    return { ...order, approved: { amount, signer, at: command.at } };
  }
  const step = steps[command.type];
  if (!step || command.booking !== order.visit.uid || rank(order.visit.state) === ENDED) return order;
  const change = step(order.visit, command.at);
  if (rank(change.state!) < rank(order.visit.state)) return order;
  const visit = { ...order.visit, ...change };
  if (command.type === "carry_over") {
    const { reason, note, part } = command.payload as { reason: string; note: string; part?: number };
    return { ...order, visit, state: "on_hold", hold: { reason, note, part: part ?? null } };
  }
  if (command.type === "complete") {
    const { result, solved } = command.payload as { result: string; solved: boolean };
    return { ...order, visit, state: "completed", record: { result, solved, charge: command.result.charge as string ?? "", finished_at: command.at } };
  }
  return { ...order, visit };
}

/** The order after the commands that the server's copy does not know. */
export function project(stored: StoredOrder, commands: Command[]): Order {
  return commands.filter((c) => c.order === stored.uid && isAhead(c)).reduce(applyOne, stored.order);
}

type Used = { part: number; quantity: number; serial?: string; batch?: string };
type Piece = { code: string; quantity: number };

/** Numbers of the van's pieces after what is not sent yet. */
export function vanPieces(stock: StockRow[], commands: Command[]): Map<number, Map<string, number>> {
  const left = new Map(stock.filter((row) => row.place === "van").map((row) => [row.part, new Map(row.pieces ?? [])]));
  const take = (part: number, code: string, quantity: number) => {
    const held = left.get(part);
    const rest = (held?.get(code) ?? 0) - quantity;
    if (rest > 0) held!.set(code, rest);
    else held?.delete(code);
  };
  for (const { type, payload } of commands.filter(isAhead)) {
    const { part, pieces = [] } = payload as { part: number; pieces?: Piece[] };
    if (type === "complete") for (const used of payload.parts as Used[]) take(used.part, (used.batch || used.serial || "").trim().toUpperCase(), used.quantity);
    if (type === "hand_over") for (const piece of pieces) take(part, piece.code, piece.quantity);
    if (type === "count_part") left.set(part, new Map(pieces.map((piece) => [piece.code, piece.quantity])));
  }
  return left;
}

/** Parts in the van after what is not sent yet: used, handed over, counted. */
export function vanStock(stock: StockRow[], commands: Command[]): Map<number, number> {
  const left = new Map<number, number>();
  for (const row of stock) if (row.place === "van") left.set(row.part, row.quantity);
  const take = (part: number, quantity: number) => left.set(part, (left.get(part) ?? 0) - quantity);
  for (const { type, payload } of commands.filter(isAhead)) {
    if (type === "complete") for (const used of payload.parts as { part: number; quantity: number }[]) take(used.part, used.quantity);
    if (type === "hand_over") take(payload.part as number, payload.quantity as number);
    if (type === "count_part") left.set(payload.part as number, payload.counted as number);
  }
  return left;
}
