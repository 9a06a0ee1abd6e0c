// A part of the van: counted anew, or handed over to the outlet or a colleague.
import { useState } from "preact/hooks";
import { report } from "../actions";
import { pick, t } from "../i18n";
import { section, van } from "../store";
import type { Part } from "../types";
import { Quantity, Segments, Sheet } from "./basic";
import { MainButton } from "./frame";

const MOST = 999;

type Move = "count" | "hand";

function Count({ part, onDone }: { part: Part; onDone: () => void }) {
  const books = van.value.get(part.id) ?? 0;
  const [text, setText] = useState(String(books));
  const counted = Number(text);
  const fits = /^\d{1,4}$/.test(text);
  const save = () => void report("count_part", { part: part.id, counted }, pick(part)).then(onDone);
  return (
    <>
      <label class="line"><span class="grow"><span class="strong">{t("van_count_hint")}</span><small class="blk">{t("van_book", { n: books })}</small></span>
        <input class="in num" id="counted" inputMode="numeric" value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>
      <MainButton icon="check" disabled={!fits} onClick={save}>{t("save_count", { n: fits ? counted : "–" })}</MainButton>
    </>
  );
}

function HandOver({ part, onDone }: { part: Part; onDone: () => void }) {
  const [quantity, setQuantity] = useState(1);
  const [to, setTo] = useState("");
  const save = () => void report("hand_over", { part: part.id, quantity, to }, pick(part)).then(onDone);
  return (
    <>
      <label class="stack snug"><span class="strong">{t("hand_to")}</span>
        <select class="in" value={to} onChange={(event) => setTo(event.currentTarget.value)}>
          <option value="">{t("hand_outlet")}</option>
          {(section("colleagues") ?? []).map((row) => <option key={row.staff} value={row.staff}>{row.name} · {row.staff}</option>)}
        </select></label>
      <div class="line"><span class="grow">{t("quantity")}</span><Quantity value={quantity} max={Math.min(MOST, van.value.get(part.id) ?? 0)} onChange={setQuantity} /></div>
      <MainButton icon="send" onClick={save}>{t("save_hand", { n: quantity })}</MainButton>
    </>
  );
}

export function VanSheet({ part, onClose }: { part: Part; onClose: () => void }) {
  const [move, setMove] = useState<Move>("count");
  return (
    <Sheet title={pick(part)} sub={part.number} onClose={onClose}>
      <Segments<Move> label={t("van_move")} value={move} onPick={setMove} options={[["count", t("van_count")], ["hand", t("van_hand")]]} />
      {move === "count" ? <Count part={part} onDone={onClose} /> : <HandOver part={part} onDone={onClose} />}
    </Sheet>
  );
}
