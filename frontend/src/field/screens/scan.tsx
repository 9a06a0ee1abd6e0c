// Scan a device or a part; typing is always one tap away.
import { useRef, useState } from "preact/hooks";
import { change, draftFor } from "../draft";
import { readLabel } from "../gs1";
import { pick, t, type Word } from "../i18n";
import { unlabelled } from "../label";
import { go } from "../router";
import { addPhoto } from "../shots";
import { isHere, partByPiece, pieceOf, plain, tracked, withPiece } from "../pieces";
import { orders, parts, van } from "../store";
import type { Order, Part, PartDraft } from "../types";
import { Button, Icon, IconButton, Row, Segments, Sheet } from "../ui/basic";
import { useCamera } from "../ui/camera";
import { MainButton, say } from "../ui/frame";
import { withPart } from "../ui/parts-used";

export type Target = "asset" | "new" | "old" | "any";

const TITLES: Record<Target, Word> = { asset: "scan_asset", new: "scan_new", old: "scan_old", any: "scan_any" };
const SHORTEST = 4;

const same = (a: string, b: string): boolean => !!a && a.trim().toUpperCase() === b.trim().toUpperCase();

function ordersWith(code: string): Order[] {
  return orders.value.filter((order) => order.asset && (same(order.asset.serial, code) || same(order.asset.barcode, code)) && !order.visit.ended_at);
}

function partWith(code: string): Part | undefined {
  const known = [...parts.value.values()];
  return known.find((part) => same(part.barcode, code) || same(part.number, code));
}

interface Reading {
  text: string;
  words: string;
  good: boolean;
  action: Word;
  use: () => void;
}

function readAsset(code: string, order: Order): Reading {
  const own = order.asset && (same(order.asset.serial, code) || same(order.asset.barcode, code));
  const near = order.assets.find((asset) => same(asset.serial, code) || same(asset.barcode, code));
  const serial = own ? order.asset!.serial : (near?.serial ?? code.slice(0, 60));
  const use = () => void change(order, { serial }).then(() => go(`/order/${order.uid}/record`, { replace: true }));
  const words = own ? t("serial_same") : near ? `${t("serial_site")} · ${pick(near)}` : t("serial_other");
  return { text: serial, words, good: !!own, action: own ? "use_asset" : "use_code", use };
}

const LONGEST = 60;

/** The draft's parts with the old part's number on the last one. */
const withOld = (list: PartDraft[], code: string): PartDraft[] =>
  list.map((item, i) => (i === list.length - 1 ? { ...item, old_serial: code.slice(0, LONGEST), old_returned: true } : item));

function readOld(code: string, order: Order): Reading | null {
  const last = draftFor(order).parts.at(-1);
  if (!last) return null;
  const use = () => void change(order, (draft) => ({ parts: withOld(draft.parts, code) })).then(() => history.back());
  const part = parts.value.get(last.part);
  return { text: code, words: [t("s_old"), part && pick(part)].filter(Boolean).join(" · "), good: true, action: "use_code", use };
}

/** A part's own label (with batch and serial when it is GS1), or the serial of the tracked part that lacks one. */
function readNew(code: string, order: Order): Reading | null {
  const label = readLabel(code);
  const part = partWith(label.article);
  if (!part) return readPiece(code, order) ?? readSerial(code, order);
  const serial = part.tracking === "serial" ? plain(label.serial) : "";
  const use = () => void change(order, (draft) => ({ parts: withPart(draft.parts, part.id, serial, plain(label.batch)) })).then(() => history.back());
  const left = van.value.get(part.id) ?? 0;
  const piece = pieceOf(part, { serial, batch: label.batch });
  const strange = tracked(part) && !!piece && !isHere(part.id, piece);
  const words = [strange ? t("piece_not_here") : left > 0 ? t("in_van", { n: left }) : t("not_in_van"), label.batch && `${t("batch")} ${label.batch}`, serial].filter(Boolean).join(" · ");
  return { text: pick(part), words, good: left > 0 && !strange, action: "use_part", use };
}

/** A serial number or batch of the van says by itself which part it is. */
function readPiece(code: string, order: Order): Reading | null {
  const part = partByPiece(code);
  if (!part) return null;
  const { serial, batch } = withPiece(part, plain(code));
  const use = () => void change(order, (draft) => ({ parts: withPart(draft.parts, part.id, serial, batch) })).then(() => history.back());
  return { text: pick(part), words: `${plain(code)} · ${t("piece_here")}`, good: true, action: "use_part", use };
}

function readSerial(code: string, order: Order): Reading | null {
  const lacks = (item: PartDraft) => tracked(parts.value.get(item.part)) && !pieceOf(parts.value.get(item.part), item);
  const first = draftFor(order).parts.find(lacks);
  const part = first && parts.value.get(first.part);
  if (!part) return null;
  const use = () => void change(order, (draft) => {
    const at = draft.parts.findIndex(lacks);
    return { parts: draft.parts.map((item, i) => (i === at ? { ...item, ...withPiece(part, plain(code).slice(0, LONGEST)) } : item)) };
  }).then(() => history.back());
  const here = isHere(part.id, code);
  return { text: code, words: `${pick(part)} · ${t(here ? "piece_here" : "piece_not_here")}`, good: here, action: "use_code", use };
}

function readAny(code: string): Reading | null {
  const order = ordersWith(code)[0];
  return order ? { text: order.title, words: `${order.number} · ${order.customer.name}`, good: true, action: "open_order", use: () => go(`/order/${order.uid}`) } : null;
}

function read(code: string, order: Order | undefined, target: Target): Reading | null {
  if (!order || target === "any") return readAny(readLabel(code).serial || code);
  if (target === "asset") return readAsset(readLabel(code).serial || code, order);
  return target === "old" ? readOld(readLabel(code).serial || code, order) : readNew(code, order);
}

/** Serial numbers worth suggesting while typing: this order's, the customer's, or those of all orders. */
function suggestions(order: Order | undefined, typed: string): { serial: string; words: string }[] {
  const own = order?.asset ? [{ serial: order.asset.serial, words: `${t("this_order_asset")} · ${pick(order.asset.product)}` }] : [];
  const site = (order?.assets ?? []).filter((a) => a.serial !== order?.asset?.serial).map((a) => ({ serial: a.serial, words: `${t("same_customer")} · ${pick(a)}` }));
  const all = order ? [] : orders.value.filter((o) => o.asset && !o.visit.ended_at).map((o) => ({ serial: o.asset!.serial, words: `${o.number} · ${o.title}` }));
  return [...own, ...site, ...all].filter((entry) => entry.serial.toUpperCase().includes(typed.toUpperCase())).slice(0, 5);
}

function Manual({ order, target, onUse, onClose }: { order: Order | undefined; target: Target; onUse: (code: string) => void; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const lacking = SHORTEST - typed.trim().length;
  const rows = target === "asset" || target === "any" ? suggestions(order, typed.trim()) : [];
  return (
    <Sheet title={t("manual_title")} onClose={onClose}>
      {rows.length > 0 && (
        <div class="card flush split">
          {rows.map(({ serial, words }) => <Row key={serial} icon="barcode" title={<b>{serial}</b>} sub={words} onClick={() => onUse(serial)} />)}
        </div>
      )}
      <label class="find"><Icon name="barcode" /><span class="sr">{t("manual_title")}</span>
        <input class="in" value={typed} autocapitalize="characters" autocomplete="off" onInput={(event) => setTyped(event.currentTarget.value)} /></label>
      <p class="dim mini">{t("manual_hint")}</p>
      <MainButton disabled={lacking > 0} onClick={() => onUse(typed.trim())}>{lacking > 0 ? t("need_more", { n: lacking }) : t("use_typed", { code: typed.trim() })}</MainButton>
    </Sheet>
  );
}

function Found({ reading, code, target, onUse }: { reading: Reading | null; code: string; target: Target; onUse: () => void }) {
  if (!code) return null;
  if (!reading) return <p class="line amb strong"><Icon name="alert" /> <span class="grow">{code}<small class="blk">{t(target === "any" ? "no_order_for" : "not_found")}</small></span></p>;
  return (
    <>
      <div class="line"><Icon name={reading.good ? "circleCheck" : "alert"} tone={reading.good ? "grn" : "amb"} /><div class="grow"><b class="say blk">{reading.text}</b><small class={reading.good ? "grn" : "amb"}>{reading.words}</small></div></div>
      <MainButton icon="check" onClick={onUse}>{t(reading.action)}</MainButton>
    </>
  );
}

export function ScanScreen({ order, target: first }: { order: Order | undefined; target: Target }) {
  const [target, setTarget] = useState<Target>(first);
  const [code, setCode] = useState("");
  const [typing, setTyping] = useState(false);
  const [byHand, setByHand] = useState(false);
  const label = useRef<HTMLInputElement>(null);
  const { video, state, torch, toggleTorch } = useCamera((seen) => {
    const text = unlabelled(seen);
    if (typing || byHand || text === code) return; // what was typed is meant, whatever label lies in view
    setCode(text);
    navigator.vibrate?.(60);
  });
  const reading = code ? read(code, order, target) : null;
  const typed = (text: string) => { setTyping(false); setByHand(true); setCode(text); };
  const shoot = async (files: FileList | null) => {
    if (!order || !files?.[0]) return;
    await addPhoto(order, files[0], t("photo_label"));
    say({ text: `${t("photo_label")} · ${t("stored_here")}` });
  };
  return (
    <div class="cam">
      <main class="view"><video ref={video} playsInline muted />{state === "on" && <div class="aim" />}</main>
      <header class="top back"><IconButton icon="x" label={t("close")} onClick={() => (history.length > 1 ? history.back() : go("/"))} /><div class="grow"><b>{t(TITLES[target])}</b>{order && <small class="clip">{order.number} · {order.title}</small>}</div>
        <span class="sync mini"><Icon name="cloudOff" /> {t("scan_offline")}</span></header>
      <section class="sheet bottom" aria-live="polite">
        {state === "none" && <p class="line amb strong"><Icon name="alert" /> {t("scan_no_camera")}</p>}
        {!code && state !== "none" && <p class="dim">{t(state === "on" ? "scan_hint" : "scan_starting")}</p>}
        <Found reading={reading} code={code} target={target} onUse={() => reading?.use()} />
        <div class="acts">
          {torch !== "none" && <Button kind="tall" icon="bulb" pressed={torch === "on"} onClick={toggleTorch}>{t(torch === "on" ? "torch_on" : "torch_off")}</Button>}
          <Button kind="tall" icon="keyboard" onClick={() => setTyping(true)}>{t("manual")}</Button>
          {order && <Button kind="tall" icon="camera" onClick={() => label.current?.click()}>{t("shoot_label")}</Button>}
        </div>
        {order && <Segments label={t("scan")} value={target} onPick={(next) => { setTarget(next); setCode(""); setByHand(false); }} options={[["asset", t("s_asset")], ["new", t("s_new")], ["old", t("s_old")]]} />}
      </section>
      <input ref={label} type="file" accept="image/*" capture="environment" hidden onChange={(event) => void shoot(event.currentTarget.files)} />
      {typing && <Manual order={order} target={target} onUse={typed} onClose={() => setTyping(false)} />}
    </div>
  );
}
