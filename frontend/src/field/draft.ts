// The record being written: made from the order, saved on every change, checked before it can be finished.
import { now, stamp } from "./clock";
import { db } from "./db";
import { pick, t } from "./i18n";
import { newId } from "./log";
import { checklistOf, codesOf, draftOf, shotsOf } from "./store";
import type { CheckItem, Code, CodeKind, Command, Draft, Order, Shot } from "./types";

export const KINDS: CodeKind[] = ["symptom", "object", "cause", "action"];
const LONGEST_SIDE = 1600;
const JPEG_QUALITY = 0.8;

/** The saved draft, or an empty one that begins with the reported symptom. */
export function draftFor(order: Order): Draft {
  return draftOf(order) ?? {
    visit: order.visit.uid, order: order.uid, serial: "", symptom: order.symptom, object: null, cause: null, action: null, result: "",
    solved: true, answers: {}, parts: [], labour: null, payment: "", signer: "", proxy: false, signature: "", agreedAt: "", savedAt: 0,
  };
}

let last: Promise<unknown> = Promise.resolve();

/** Save a change at once. Changes are written one after the other, each computed from what is stored. */
export function change(order: Order, part: Partial<Draft> | ((stored: Draft) => Partial<Draft>)): Promise<unknown> {
  const visit = order.visit.uid;
  last = last.then(async () => {
    const stored = (await db.drafts.get(visit)) ?? draftFor(order);
    await db.drafts.put({ ...stored, ...(typeof part === "function" ? part(stored) : part), savedAt: now() });
  });
  return last;
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

/** ok, low, high, bad or open (not answered). */
export function verdict(item: CheckItem, answer: Draft["answers"][string] | undefined): "ok" | "low" | "high" | "bad" | "open" {
  if (answer === undefined || answer === "") return "open";
  if (item.kind === "bool") return answer === true ? "ok" : "bad";
  if (item.kind !== "number") return "ok";
  const value = Number(answer);
  if (item.min !== null && item.min !== undefined && value < item.min) return "low";
  return item.max !== null && item.max !== undefined && value > item.max ? "high" : "ok";
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
  for (const item of checklistOf(order)?.items ?? []) {
    if (item.required !== false && verdict(item, draft.answers[item.code]) === "open") found.push({ what: pick(item), target: `check-${item.code}` });
  }
  if (!codesOf(order.category).length && !draft.result.trim()) found.push({ what: t("result"), target: "result" });
  return found;
}

export function workedMinutes(order: Order, draft: Draft): number {
  if (draft.labour !== null) return draft.labour;
  const arrived = order.visit.on_site_at;
  return arrived ? Math.max(0, Math.floor((now() - Date.parse(arrived)) / 60_000)) : 0;
}

/** The payload of the command `complete`. */
export function recordOf(order: Order, draft: Draft, labour: number): Command["payload"] {
  return {
    serial: draft.serial, symptom: draft.symptom, object: draft.object, cause: draft.cause, action: draft.action, result: draft.result,
    solved: draft.solved, checklist: checklistOf(order)?.id ?? null, answers: draft.answers, parts: draft.parts, labour_minutes: labour,
    payment: draft.payment, signer: draft.signer || order.customer.name, signature: draft.signature || null,
  };
}

export const agree = (order: Order): Promise<unknown> => change(order, { agreedAt: stamp() });

/** Keep a photo: scaled down and drawn anew, so that no position travels in its EXIF. */
export async function addPhoto(order: Order, file: File, note: string): Promise<void> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY));
  const bytes = await blob!.arrayBuffer();
  const ended = order.visit.state === "completed" || order.visit.state === "partial";
  const shot: Shot = {
    uid: newId(), order: order.uid, visit: order.visit.uid, kind: "photo", note, size: bytes.byteLength, received: 0,
    state: ended ? "queued" : "draft", message: "", at: now(),
  };
  await db.transaction("rw", db.shots, db.blobs, async () => {
    await db.blobs.put({ uid: shot.uid, bytes });
    await db.shots.put(shot);
  });
}

export async function removePhoto(uid: string): Promise<void> {
  await db.transaction("rw", db.shots, db.blobs, () => Promise.all([db.shots.delete(uid), db.blobs.delete(uid)]));
}

/** Notes of photos taken so far. */
export const photoNotes = (order: Order): string[] => shotsOf(order).map((shot) => shot.note);
