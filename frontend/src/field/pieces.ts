// Pieces of tracked parts: serial numbers and batches of the van, judged as the server does (callout/parts/pieces.py).
import { parts, van, vanPieces } from "./store";
import type { Part, PartDraft } from "./types";

/** A number as it is kept and compared. */
export const plain = (code: string): string => code.trim().toUpperCase();

export const tracked = (part: Part | undefined): boolean => part?.tracking === "serial" || part?.tracking === "batch";

/** The number a part's piece is known by. */
export const pieceOf = (part: Part | undefined, item: Pick<PartDraft, "serial" | "batch">): string =>
  plain((part?.tracking === "batch" ? item.batch : item.serial) ?? "");

/** The fields of a draft that hold the number. */
export const withPiece = (part: Part, code: string): Pick<PartDraft, "serial" | "batch"> =>
  part.tracking === "batch" ? { serial: "", batch: code } : { serial: code, batch: "" };

/** The van's numbers of a part and how many pieces bear each. */
export const piecesOf = (part: number): Map<string, number> => vanPieces.value.get(part) ?? new Map();

/** Pieces of the van whose number nobody knows: they came before the part was tracked. */
export function unnumbered(part: number): number {
  const known = [...piecesOf(part).values()].reduce((sum, n) => sum + n, 0);
  return Math.max(0, (van.value.get(part) ?? 0) - known);
}

export const isHere = (part: number, code: string): boolean => (piecesOf(part).get(plain(code)) ?? 0) > 0 || unnumbered(part) > 0;

/** The part of the van that has a piece with this number. */
export function partByPiece(code: string): Part | undefined {
  const found = [...vanPieces.value].find(([, pieces]) => pieces.has(plain(code)));
  return found && parts.value.get(found[0]);
}

export type PieceProblem = "missing" | "not_here" | "twice" | "short";

/** What is wrong with the number of a used part, or null. */
export function problemOf(list: PartDraft[], item: PartDraft): PieceProblem | null {
  const part = parts.value.get(item.part);
  if (!part || !tracked(part)) return null;
  const code = pieceOf(part, item);
  if (!code) return "missing";
  const same = list.filter((other) => other.part === item.part && pieceOf(part, other) === code);
  if (part.tracking === "serial" && (same.length > 1 || item.quantity > 1)) return "twice";
  if (!isHere(part.id, code)) return "not_here";
  const held = piecesOf(part.id).get(code);
  return held !== undefined && same.reduce((sum, other) => sum + other.quantity, 0) > held ? "short" : null;
}
