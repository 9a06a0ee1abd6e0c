// The record being written: made from the order, saved on every change, checked before it can be finished.
import { asked, doubtful, photosWanted, verdict, type Verdict } from "./checklist";
import { charges, type ChargeLine } from "./charges";
import { now } from "./clock";
import { db } from "./db";
import { pick, t } from "./i18n";
import { problemOf } from "./pieces";
import { checklistOf, codesOf, draftOf, parts, pricesOf, shotsOfStep } from "./store";
import { labourByStamps, travelByStamps } from "./times";
import { notSaved } from "./ui/frame";
import type { Answer, CheckItem, Code, CodeKind, Command, Draft, Order } from "./types";

export const KINDS: CodeKind[] = ["symptom", "object", "cause", "action"];

/** The saved draft, or an empty one that begins with the reported symptom. A draft of an older app lacks the newer fields. */
export function draftFor(order: Order): Draft {
  const empty: Draft = {
    visit: order.visit.uid, order: order.uid, serial: "", symptom: order.symptom, object: null, cause: null, action: null, result: "",
    solved: true, answers: {}, parts: [], labour: null, travel: null, reasons: {}, extras: [], payment: "", signer: "", proxy: false, signature: "", workedUntil: 0, rating: 0, tags: [], sendRecord: false, savedAt: 0,
  };
  return { ...empty, ...draftOf(order) };
}

let last: Promise<unknown> = Promise.resolve();

/** Save a change at once. Changes are written one after the other, each computed from what is stored; one that fails is told. */
export function change(order: Order, part: Partial<Draft> | ((stored: Draft) => Partial<Draft>)): Promise<unknown> {
  const visit = order.visit.uid;
  const saved = last.then(async () => {
    const stored = (await db.drafts.get(visit)) ?? draftFor(order);
    await db.drafts.put({ ...stored, ...(typeof part === "function" ? part(stored) : part), savedAt: now() });
  });
  last = saved.catch(() => notSaved("draft_not_saved"));
  return saved;
}

/** Codes to choose from: those the chosen ones lead to, all of the kind when they lead nowhere. */
export function choices(order: Order, draft: Draft, kind: CodeKind): { narrowed: Code[]; all: Code[] } {
  const codes = codesOf(order.category);
  const all = codes.filter((code) => code.kind === kind);
  const before = KINDS.slice(0, KINDS.indexOf(kind)).map((earlier) => draft[earlier]).filter((id) => id !== null);
  const leading = before.map((id) => codes.find((code) => code.id === id)?.to ?? []).flat();
  const narrowed = all.filter((code) => leading.includes(code.id));
  return { narrowed: narrowed.length ? narrowed : all, all };
}

/** Choose a code; later ones that no longer follow from it are cleared. */
export function chosen(order: Order, draft: Draft, kind: CodeKind, id: number): Partial<Draft> {
  const next = { ...draft, [kind]: id };
  const cleared: Partial<Draft> = { [kind]: id };
  for (const later of KINDS.slice(KINDS.indexOf(kind) + 1)) {
    const current = next[later];
    if (current === null) continue;
    const { narrowed } = choices(order, next, later);
    if (!narrowed.some((code) => code.id === current)) Object.assign(cleared, { [later]: null }), (next[later] = null);
  }
  return cleared;
}

/** The checklist's items that are asked now. */
export const askedOf = (order: Order, draft: Draft): CheckItem[] => asked(checklistOf(order)?.items ?? [], draft.answers);

/** How the answer to an item of this order stands; a meter is judged by its last reading. */
export function verdictOf(order: Order, item: CheckItem, answer: Answer | undefined): Verdict {
  if (item.kind !== "meter" || typeof answer !== "number") return verdict(item, answer);
  return doubtful(order.asset?.meters?.[item.code], answer, now(), item.most_a_day ?? Infinity) ?? "ok";
}

/** The reason's key of a checklist item. */
export const reasonKey = (item: CheckItem): string => `check.${item.code}`;

const DOUBTS: Verdict[] = ["backwards", "too_fast"];

/** How many photos a step still lacks; a marked copy is the same photo. */
export function photosLacking(order: Order, draft: Draft, item: CheckItem): number {
  const taken = shotsOfStep(order, item.code).filter((shot) => !shot.original).length;
  return Math.max(0, photosWanted(item, draft.answers[item.code]) - taken);
}

function unanswered(order: Order, draft: Draft, item: CheckItem): boolean {
  if (item.kind === "photo") return false;
  const found = verdictOf(order, item, draft.answers[item.code]);
  return found === "open" ? item.required !== false : DOUBTS.includes(found) && !draft.reasons[reasonKey(item)]?.trim();
}

export interface Missing {
  what: string;
  target: string;
}

/** What is still to be filled, in the order of the page; `target` is the id of the element to go to. */
export function missing(order: Order, draft: Draft): Missing[] {
  const found: Missing[] = [];
  if (!draft.serial && order.asset) found.push({ what: t("serial"), target: "asset" });
  for (const kind of KINDS) {
    if (draft[kind] === null && codesOf(order.category).some((code) => code.kind === kind)) found.push({ what: t(kind), target: `code-${kind}` });
  }
  for (const item of askedOf(order, draft)) {
    if (unanswered(order, draft, item)) found.push({ what: pick(item), target: `check-${item.code}` });
    if (photosLacking(order, draft, item)) found.push({ what: t("photo_of", { what: pick(item) }), target: `photo-${item.code}` });
  }
  draft.parts.forEach((item, index) => {
    const part = parts.value.get(item.part);
    if (part && problemOf(draft.parts, item)) found.push({ what: t("piece_of", { what: pick(part) }), target: `part-${index}` });
  });
  if (!codesOf(order.category).length && !draft.result.trim()) found.push({ what: t("result"), target: "result" });
  return found;
}

/** Minutes of work: as corrected, else by the stamps until the record was handed over (now while it is not). */
export const workedMinutes = (order: Order, draft: Draft): number => draft.labour ?? labourByStamps(order.visit, draft.workedUntil || now());

/** Minutes an estimate counts: those planned, or more when it took longer. */
export const expectedMinutes = (order: Order, draft: Draft): number =>
  draft.labour ?? Math.max(workedMinutes(order, draft), Math.round((Date.parse(order.visit.ends_at) - Date.parse(order.visit.starts_at)) / 60_000));

/** The work has ended: the time of explaining and signing is not charged. */
export const endWork = (order: Order): Promise<unknown> => change(order, (stored) => (stored.signature ? {} : { workedUntil: now() }));

/** Minutes on the way: as corrected, else by the stamps. */
export const travelledMinutes = (order: Order, draft: Draft): number => draft.travel ?? travelByStamps(order.visit);

/** What so many minutes of labour, the parts and the extra work cost, by the prices this phone was told. */
export const linesOf = (order: Order, draft: Draft, labour: number): ChargeLine[] =>
  charges(order.entitlement, pricesOf(order), { labour, parts: draft.parts, extras: draft.extras }, parts.value);

/** Numbers of the photos of each step that is asked, which come after the record. */
function photosByStep(order: Order, items: CheckItem[]): Record<string, string[]> {
  const named = items.map(({ code }): [string, string[]] => [code, shotsOfStep(order, code).map((shot) => shot.uid)]);
  return Object.fromEntries(named.filter(([, uids]) => uids.length));
}

/** The payload of the command `complete`. */
export function recordOf(order: Order, draft: Draft, labour: number, lines: ChargeLine[]): Command["payload"] {
  const items = askedOf(order, draft);
  const answers = Object.fromEntries(items.filter(({ code }) => draft.answers[code] !== undefined).map(({ code }) => [code, draft.answers[code]]));
  return {
    serial: draft.serial, symptom: draft.symptom, object: draft.object, cause: draft.cause, action: draft.action, result: draft.result,
    solved: draft.solved, checklist: checklistOf(order)?.id ?? null, answers, photos: photosByStep(order, items), parts: draft.parts, labour_minutes: labour, travel_minutes: draft.travel,
    reasons: draft.reasons, extras: draft.extras, prices: lines.flatMap((line) => (line.told ? [line.told] : [])),
    payment: draft.payment, signer: draft.signer || order.customer.name, signature: draft.signature || null,
  };
}
