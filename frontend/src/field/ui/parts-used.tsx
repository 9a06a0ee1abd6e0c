// Parts taken from the van, with serials where the part is tracked.
import { useState } from "preact/hooks";
import { change } from "../draft";
import { match } from "../find";
import { pick, t } from "../i18n";
import { parts, van } from "../store";
import type { Draft, Order, Part, PartDraft } from "../types";
import { Button, Head, Icon, IconButton, Quantity, Row, SearchBox, Sheet, useTyped } from "./basic";
import { Marked } from "./picker";

/** The list with one more of a part. */
export function withPart(list: PartDraft[], part: number, serial = "", batch = ""): PartDraft[] {
  const same = list.findIndex((item) => item.part === part && !serial && !item.serial && (item.batch ?? "") === batch);
  if (same >= 0) return list.map((item, index) => (index === same ? { ...item, quantity: item.quantity + 1 } : item));
  return [...list, { part, quantity: 1, serial, batch, old_serial: "", old_returned: true }];
}

function Used({ item, part, onChange, onRemove }: { item: PartDraft; part: Part; onChange: (change: Partial<PartDraft>) => void; onRemove: () => void }) {
  const carried = van.value.get(part.id) ?? 0;
  const field = part.serial ? "serial" : "batch";
  const typed = useTyped(item[field] ?? "", (text) => onChange({ [field]: text }));
  const old = useTyped(item.old_serial, (old_serial) => onChange({ old_serial }));
  return (
    <>
      <div class="row">
        <span class="grow"><b>{pick(part)}</b><span class="sub">{part.number} · {t("van_left", { n: carried - item.quantity })}</span></span>
        {part.serial
          ? <IconButton icon="trash" label={t("remove")} onClick={onRemove} />
          : <Quantity value={item.quantity} max={carried} onChange={(quantity) => onChange({ quantity })} onRemove={onRemove} />}
      </div>
      <label class="pad stack snug"><span class="mini">{t(part.serial ? "part_serial" : "batch_of_new")}{!part.serial && ` · ${t("optional")}`}</span><input class="in" maxLength={60} {...typed} /></label>
      <label class="row"><Icon name="returned" /><span class="grow">{t("old_back")}<span class="sub">{t("old_back_hint")}</span></span>
        <input type="checkbox" checked={item.old_returned} onChange={(event) => onChange({ old_returned: event.currentTarget.checked })} /></label>
      {item.old_returned && <label class="pad stack snug"><span class="mini">{t("old_serial")} · {t("optional")}</span><input class="in" maxLength={60} {...old} /></label>}
    </>
  );
}

function FromVan({ onPick, onClose }: { onPick: (part: number) => void; onClose: () => void }) {
  const [query, setQuery] = useState("");
  const carried = [...van.value].filter(([, n]) => n > 0).map(([id, n]) => ({ part: parts.value.get(id), n })).filter((row) => row.part !== undefined);
  const rows = carried.map(({ part, n }) => ({ part: part!, n, at: match({ ...part!, code: part!.number }, query, pick(part!)) })).filter((row) => row.at);
  return (
    <Sheet title={t("my_van")} sub={t("van_n", { n: carried.length })} onClose={onClose}>
      <div class="card flush split results">
        {rows.map(({ part, n, at }) => <button type="button" key={part.id} class="row" onClick={() => onPick(part.id)}><span class="grow"><Marked text={pick(part)} found={at!} /><span class="sub">{part.number}</span></span><small>{t("pieces_n", { n })}</small></button>)}
        {!rows.length && <p class="pad dim">{t(carried.length ? "no_parts" : "van_empty")}</p>}
      </div>
      <SearchBox value={query} label={t("search")} placeholder={t("part_find_hint")} onInput={setQuery} />
    </Sheet>
  );
}

export function PartsUsed({ order, draft }: { order: Order; draft: Draft }) {
  const [finding, setFinding] = useState(false);
  const save = (edit: (list: PartDraft[]) => PartDraft[]) => void change(order, (stored) => ({ parts: edit(stored.parts) }));
  return (
    <section class="card flush split">
      <Head title={t("parts_used")} end={t("kinds_n", { n: draft.parts.length })} />
      {draft.parts.map((item, index) => {
        const part = parts.value.get(item.part);
        const edit = (change: Partial<PartDraft>) => save((list) => list.map((row, i) => (i === index ? { ...row, ...change } : row)));
        return part && <Used key={`${item.part}-${index}`} item={item} part={part} onRemove={() => save((list) => list.filter((_, i) => i !== index))} onChange={edit} />;
      })}
      <div class="acts pad">
        <Button icon="scan" to={`/order/${order.uid}/scan/new`}>{t("scan_part")}</Button>
        <Button icon="search" onClick={() => setFinding(true)}>{t("find_part")}</Button>
      </div>
      <Row icon="send" title={t("request_part")} to={`/order/${order.uid}/parts`} />
      {finding && <FromVan onClose={() => setFinding(false)} onPick={(id) => { save((list) => withPart(list, id)); setFinding(false); }} />}
    </section>
  );
}
