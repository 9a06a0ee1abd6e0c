// Parts taken from the van, with serial number or batch where the part is kept by them.
import { useState } from "preact/hooks";
import { change } from "../draft";
import { match } from "../find";
import { pick, t } from "../i18n";
import { pieceOf, problemOf, tracked, withPiece } from "../pieces";
import { parts, van } from "../store";
import type { Draft, Order, Part, PartDraft } from "../types";
import { Button, Head, Icon, IconButton, Quantity, Row, SearchBox, Sheet, useTyped } from "./basic";
import { Marked } from "./picker";
import { PieceSheet } from "./piece-sheet";

/** The list with one more of a part. */
export function withPart(list: PartDraft[], part: number, serial = "", batch = ""): PartDraft[] {
  const same = list.findIndex((item) => item.part === part && !serial && !item.serial && (item.batch ?? "") === batch);
  if (same >= 0) return list.map((item, index) => (index === same ? { ...item, quantity: item.quantity + 1 } : item));
  return [...list, { part, quantity: 1, serial, batch, old_serial: "", old_returned: true }];
}

/** The number of a tracked part's piece: tap to choose another. */
function PieceRow({ item, part, list, onOpen }: { item: PartDraft; part: Part; list: PartDraft[]; onOpen: () => void }) {
  const problem = problemOf(list, item);
  const code = pieceOf(part, item);
  const words = t(part.tracking === "serial" ? "piece_choose_serial" : "piece_choose_batch");
  const tone = problem ? (code ? "red" : "pri") : "grn";
  return (
    <Row icon={problem ? (code ? "alert" : "barcode") : "circleCheck"} tone={tone} on={!!problem} onClick={onOpen}
      title={<><span class="sub">{t(part.tracking === "serial" ? "piece_serial" : "piece_batch")}</span><b class={code ? "" : "pri"}>{code || words}</b></>}
      sub={code && problem ? <span class="red strong">{t(`piece_${problem}`)}{problem === "not_here" && ` · ${t("piece_not_here_hint")}`}</span> : undefined} />
  );
}

interface UsedProps {
  item: PartDraft;
  part: Part;
  list: PartDraft[];
  id: string;
  onChange: (change: Partial<PartDraft>) => void;
  onRemove: () => void;
  onPiece: () => void;
}

function Used({ item, part, list, id, onChange, onRemove, onPiece }: UsedProps) {
  const carried = van.value.get(part.id) ?? 0;
  const old = useTyped(item.old_serial, (old_serial) => onChange({ old_serial }));
  const batch = part.tracking === "none" && item.batch ? ` · ${t("batch")} ${item.batch}` : "";
  return (
    <div id={id} class="split">
      <div class="row">
        <span class="grow"><b>{pick(part)}</b><span class="sub">{part.number} · {t("van_left", { n: carried - item.quantity })}{batch}</span></span>
        {part.tracking === "serial"
          ? <IconButton icon="trash" label={t("remove")} onClick={onRemove} />
          : <Quantity value={item.quantity} max={carried} onChange={(quantity) => onChange({ quantity })} onRemove={onRemove} />}
      </div>
      {tracked(part) && <PieceRow item={item} part={part} list={list} onOpen={onPiece} />}
      <label class="row"><Icon name="returned" /><span class="grow">{t("old_back")}<span class="sub">{t("old_back_hint")}</span></span>
        <input type="checkbox" checked={item.old_returned} onChange={(event) => onChange({ old_returned: event.currentTarget.checked })} /></label>
      {item.old_returned && <label class="pad stack snug"><span class="mini">{t("old_serial")} · {t("optional")}</span><input class="in" maxLength={60} {...old} /></label>}
    </div>
  );
}

function FromVan({ onPick, onClose }: { onPick: (part: Part) => void; onClose: () => void }) {
  const [query, setQuery] = useState("");
  const carried = [...van.value].filter(([, n]) => n > 0).map(([id, n]) => ({ part: parts.value.get(id), n })).filter((row) => row.part !== undefined);
  const rows = carried.map(({ part, n }) => ({ part: part!, n, at: match({ ...part!, code: part!.number }, query, pick(part!)) })).filter((row) => row.at);
  return (
    <Sheet title={t("my_van")} sub={t("van_n", { n: carried.length })} onClose={onClose}>
      <div class="card flush split results">
        {rows.map(({ part, n, at }) => <button type="button" key={part.id} class="row" onClick={() => onPick(part)}><span class="grow"><Marked text={pick(part)} found={at!} /><span class="sub">{part.number}</span></span><small>{t("pieces_n", { n })}</small></button>)}
        {!rows.length && <p class="pad dim">{t(carried.length ? "no_parts" : "van_empty")}</p>}
      </div>
      <SearchBox value={query} label={t("search")} placeholder={t("part_find_hint")} onInput={setQuery} />
    </Sheet>
  );
}

export function PartsUsed({ order, draft }: { order: Order; draft: Draft }) {
  const [finding, setFinding] = useState(false);
  const [choosing, setChoosing] = useState<{ part: Part; at: number | null } | null>(null);
  const save = (edit: (list: PartDraft[]) => PartDraft[]) => void change(order, (stored) => ({ parts: edit(stored.parts) }));
  const edit = (index: number, change: Partial<PartDraft>) => save((list) => list.map((row, i) => (i === index ? { ...row, ...change } : row)));
  const found = (part: Part) => {
    setFinding(false);
    if (tracked(part)) setChoosing({ part, at: null });
    else save((list) => withPart(list, part.id));
  };
  const chosen = ({ part, at }: { part: Part; at: number | null }, code: string) => {
    setChoosing(null);
    const { serial, batch } = withPiece(part, code);
    if (at === null) save((list) => withPart(list, part.id, serial, batch));
    else edit(at, { serial, batch });
  };
  return (
    <section class="card flush split">
      <Head title={t("parts_used")} end={t("kinds_n", { n: draft.parts.length })} />
      {draft.parts.map((item, index) => {
        const part = parts.value.get(item.part);
        return part && <Used key={`${item.part}-${index}`} id={`part-${index}`} item={item} part={part} list={draft.parts} onPiece={() => setChoosing({ part, at: index })}
          onRemove={() => save((list) => list.filter((_, i) => i !== index))} onChange={(change) => edit(index, change)} />;
      })}
      <div class="acts pad">
        <Button icon="scan" to={`/order/${order.uid}/scan/new`}>{t("scan_part")}</Button>
        <Button icon="search" onClick={() => setFinding(true)}>{t("find_part")}</Button>
      </div>
      <Row icon="send" title={t("request_part")} to={`/order/${order.uid}/parts`} />
      {finding && <FromVan onClose={() => setFinding(false)} onPick={found} />}
      {choosing && <PieceSheet part={choosing.part} scan={`/order/${order.uid}/scan/new`} taken={draft.parts.filter((item) => item.part === choosing.part.id).map((item) => pieceOf(choosing.part, item))}
        onPick={(code) => chosen(choosing, code)} onClose={() => setChoosing(null)} />}
    </section>
  );
}
