// Several pieces of a tracked part: ticked serial numbers, or so many of each batch.
import { useState } from "preact/hooks";
import { t } from "../i18n";
import { piecesOf, plain, unnumbered } from "../pieces";
import type { Part } from "../types";
import { Button, Quantity, SearchBox } from "./basic";
import { numbersOf } from "./piece-sheet";

export type Picked = Map<string, number>;

export const total = (picked: Picked): number => [...picked.values()].reduce((sum, n) => sum + n, 0);

/** As commands carry them. */
export const asPieces = (picked: Picked): { code: string; quantity: number }[] => [...picked].map(([code, quantity]) => ({ code, quantity }));

interface Props {
  part: Part;
  picked: Picked;
  /** A count may find more than the books know; what is handed over must be there. */
  counting: boolean;
  onPick: (picked: Picked) => void;
}

const MOST = 999;

export function PiecesPicked({ part, picked, counting, onPick }: Props) {
  const [typed, setTyped] = useState("");
  const known = piecesOf(part.id);
  const put = (code: string, n: number) => {
    const next = new Map(picked);
    if (n > 0) next.set(code, n);
    else next.delete(code);
    onPick(next);
  };
  const added = [...picked.keys()].filter((code) => !known.has(code) && code.includes(plain(typed))).map((code): [string, number] => [code, 0]);
  const rows = [...numbersOf(part, typed), ...added];
  const code = plain(typed);
  const fresh = !!code && !known.has(code) && !picked.has(code) && (counting || unnumbered(part.id) > 0);
  return (
    <>
      <div class="card flush split results">
        {rows.map(([number, n]) => part.tracking === "serial"
          ? <label class="row" key={number}><span class="grow"><b>{number}</b></span><input type="checkbox" checked={picked.has(number)} onChange={(event) => put(number, event.currentTarget.checked ? 1 : 0)} /></label>
          : <div class="row" key={number}><span class="grow"><b>{number}</b><span class="sub">{t("van_book", { n })}</span></span><Pieces value={picked.get(number) ?? 0} max={counting ? MOST : n} onChange={(next) => put(number, next)} /></div>)}
        {!rows.length && <p class="pad dim">{t("piece_none")}</p>}
      </div>
      <SearchBox value={typed} label={t("piece_type")} placeholder={t("piece_type")} onInput={setTyped} />
      {fresh && <Button icon="plus" onClick={() => { put(code, 1); setTyped(""); }}>{t("piece_add", { code })}</Button>}
    </>
  );
}

/** How many of a batch, none included. */
function Pieces({ value, max, onChange }: { value: number; max: number; onChange: (n: number) => void }) {
  if (!value) return <Button icon="plus" label={t("add")} disabled={max < 1} onClick={() => onChange(1)} />;
  return <Quantity value={value} max={max} onChange={onChange} onRemove={() => onChange(0)} />;
}
