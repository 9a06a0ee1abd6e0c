// Which piece of a tracked part: the van's serial numbers or batches to tap, filter or type.
import { useState } from "preact/hooks";
import { pick, t } from "../i18n";
import { isHere, piecesOf, plain, unnumbered } from "../pieces";
import type { Part } from "../types";
import { Button, Icon, Row, SearchBox, Sheet } from "./basic";
import { MainButton } from "./frame";

interface Props {
  part: Part;
  /** Numbers the record uses already. */
  taken: string[];
  scan: string;
  onPick: (code: string) => void;
  onClose: () => void;
}

/** Number, how many pieces bear it, and whether the typed text is part of it. */
export function numbersOf(part: Part, typed: string): [string, number][] {
  return [...piecesOf(part.id)].filter(([code]) => code.includes(plain(typed)));
}

export function PieceSheet({ part, taken, scan, onPick, onClose }: Props) {
  const [typed, setTyped] = useState("");
  const code = plain(typed);
  const free = numbersOf(part, typed).filter(([number]) => part.tracking === "batch" || !taken.includes(number));
  const unknown = unnumbered(part.id);
  const here = !!code && isHere(part.id, code);
  return (
    <Sheet title={t(part.tracking === "serial" ? "piece_which_serial" : "piece_which_batch")} sub={pick(part)} onClose={onClose}>
      <div class="card flush split results">
        {free.map(([number, n]) => <Row key={number} icon="barcode" title={<b>{number}</b>} end={<small>{part.tracking === "batch" ? t("pieces_n", { n }) : t("piece_here")}</small>} onClick={() => onPick(number)} />)}
        {!free.length && !code && <p class="pad dim">{t("piece_none")}</p>}
        {code && !here && <p class="pad sla red wrap" role="alert"><Icon name="alert" /> <span>{code} · {t("piece_not_here")}<small class="blk">{t("piece_not_here_hint")}</small></span></p>}
        {unknown > 0 && <p class="pad dim mini">{t("piece_unknown_n", { n: unknown })}</p>}
      </div>
      <SearchBox value={typed} label={t("piece_type")} placeholder={t("piece_type")} onInput={setTyped} />
      <div class="line"><Button icon="scan" kind="sq" label={t("scan_part")} to={scan} />
        <MainButton icon={here ? "check" : undefined} disabled={!here} onClick={() => onPick(code)}>{here ? t("piece_use", { code }) : t("piece_first")}</MainButton></div>
    </Sheet>
  );
}
