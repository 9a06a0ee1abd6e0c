// A part of the van: counted anew, or handed over to the outlet or a colleague.
import { useState } from "preact/hooks";
import { report } from "../actions";
import { pick, t } from "../i18n";
import { tracked } from "../pieces";
import { section, van } from "../store";
import type { Part } from "../types";
import { Quantity, Segments, Sheet } from "./basic";
import { MainButton } from "./frame";
import { PiecesPicked, asPieces, total, type Picked } from "./pieces-picked";

const MOST = 999;

type Moved = "count" | "hand";

function Count({ part, onDone }: { part: Part; onDone: () => void }) {
  const books = van.value.get(part.id) ?? 0;
  const [text, setText] = useState(String(books));
  const counted = Number(text);
  const fits = /^\d{1,4}$/.test(text);
  const save = () => report("count_part", { part: part.id, counted }, pick(part)).then(onDone);
  return (
    <>
      <label class="line"><span class="grow"><span class="strong">{t("van_count_hint")}</span><small class="blk">{t("van_book", { n: books })}</small></span>
        <input class="in num" id="counted" inputMode="numeric" value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>
      <MainButton icon="check" disabled={!fits} onClick={save}>{t("save_count", { n: fits ? counted : "–" })}</MainButton>
    </>
  );
}

/** A tracked part is counted by its numbers. */
function CountPieces({ part, onDone }: { part: Part; onDone: () => void }) {
  const [picked, setPicked] = useState<Picked>(new Map());
  const counted = total(picked);
  const save = () => report("count_part", { part: part.id, counted, pieces: asPieces(picked) }, pick(part)).then(onDone);
  return (
    <>
      <p class="line"><span class="grow strong">{t("piece_found")}</span><small>{t("van_book", { n: van.value.get(part.id) ?? 0 })}</small></p>
      <PiecesPicked part={part} picked={picked} counting onPick={setPicked} />
      <MainButton icon="check" hint={counted ? undefined : t("piece_all_gone")} onClick={save}>{t("save_count", { n: counted })}</MainButton>
    </>
  );
}

function Receiver({ to, onPick }: { to: string; onPick: (to: string) => void }) {
  return (
    <label class="stack snug"><span class="strong">{t("hand_to")}</span>
      <select class="in" value={to} onChange={(event) => onPick(event.currentTarget.value)}>
        <option value="">{t("hand_outlet")}</option>
        {(section("colleagues") ?? []).map((row) => <option key={row.staff} value={row.staff}>{row.name} · {row.staff}</option>)}
      </select></label>
  );
}

function HandOverPieces({ part, onDone }: { part: Part; onDone: () => void }) {
  const [picked, setPicked] = useState<Picked>(new Map());
  const [to, setTo] = useState("");
  const quantity = total(picked);
  const save = () => report("hand_over", { part: part.id, quantity, pieces: asPieces(picked), to }, pick(part)).then(onDone);
  return (
    <>
      <Receiver to={to} onPick={setTo} />
      <p class="strong">{t("piece_hand")}</p>
      <PiecesPicked part={part} picked={picked} counting={false} onPick={setPicked} />
      <MainButton icon="send" disabled={!quantity} onClick={save}>{quantity ? t("save_hand", { n: quantity }) : t("piece_first")}</MainButton>
    </>
  );
}

function HandOver({ part, onDone }: { part: Part; onDone: () => void }) {
  const [quantity, setQuantity] = useState(1);
  const [to, setTo] = useState("");
  const save = () => report("hand_over", { part: part.id, quantity, to }, pick(part)).then(onDone);
  return (
    <>
      <Receiver to={to} onPick={setTo} />
      <div class="line"><span class="grow">{t("quantity")}</span><Quantity value={quantity} max={Math.min(MOST, van.value.get(part.id) ?? 0)} onChange={setQuantity} /></div>
      <MainButton icon="send" onClick={save}>{t("save_hand", { n: quantity })}</MainButton>
    </>
  );
}

export function VanSheet({ part, onClose }: { part: Part; onClose: () => void }) {
  const [move, setMove] = useState<Moved>("count");
  const [Plain, Numbered] = move === "count" ? [Count, CountPieces] : [HandOver, HandOverPieces];
  const Move = tracked(part) ? Numbered : Plain;
  return (
    <Sheet title={pick(part)} sub={part.number} onClose={onClose}>
      <Segments<Moved> label={t("van_move")} value={move} onPick={setMove} options={[["count", t("van_count")], ["hand", t("van_hand")]]} />
      <Move part={part} onDone={onClose} />
    </Sheet>
  );
}
