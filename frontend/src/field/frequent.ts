// What earlier visits to this model found: the share of each code after the codes chosen before it.
import { KINDS } from "./draft";
import { codesOf, section } from "./store";
import type { Chain, Code, CodeKind, Draft, Order } from "./types";

export interface Frequency {
  visits: number;
  share: Map<number, number>;
}

const NONE: Frequency = { visits: 0, share: new Map() };

/** Shares in per cent by code id; the longest run of chosen codes that the history knows decides. */
export function frequency(order: Order, draft: Draft, kind: CodeKind): Frequency {
  const chains = section("usage")?.[String(order.asset?.product.id)]?.chains ?? [];
  const codes = codesOf(order.category);
  const at = KINDS.indexOf(kind);
  const chosen = KINDS.map((earlier) => codes.find((code) => code.id === draft[earlier])?.code);
  for (let from = 0; from <= at; from++) {
    const found = chains.filter((chain) => chosen.slice(from, at).every((code, index) => !code || chain[from + index] === code));
    if (found.length) return counted(found, at, codes.filter((code) => code.kind === kind));
  }
  return NONE;
}

function counted(chains: Chain[], at: number, codes: Code[]): Frequency {
  const visits = chains.reduce((sum, chain) => sum + chain[4], 0);
  const share = new Map<number, number>();
  for (const code of codes) {
    const n = chains.filter((chain) => chain[at] === code.code).reduce((sum, chain) => sum + chain[4], 0);
    if (n) share.set(code.id, Math.round((100 * n) / visits));
  }
  return { visits, share };
}
