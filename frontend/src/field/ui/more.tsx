// The sheets behind "more": pause, carry over, decline, a note; each asks one question.
import { useState } from "preact/hooks";
import { act } from "../actions";
import { pick, t, type Word } from "../i18n";
import { newCommand, write } from "../log";
import { go } from "../router";
import { parts, section } from "../store";
import type { Order } from "../types";
import { Row, Sheet } from "./basic";
import { MainButton } from "./frame";

export const SHEETS = ["more", "pause", "carry", "decline", "note"] as const;
export type SheetName = (typeof SHEETS)[number];

interface Props {
  order: Order;
  onClose: () => void;
}

const ASKED = ["proposed", "dispatched", "accepted"];

function More({ order, onPick, onClose }: Props & { onPick: (name: SheetName) => void }) {
  const { state } = order.visit;
  return (
    <Sheet title={t("more")} sub={order.title} onClose={onClose}>
      <div class="card flush split">
        {state === "on_site" && <Row icon="pause" title={t("pause")} onClick={() => onPick("pause")} />}
        {!ASKED.includes(state) && !order.visit.helps && <Row icon="hourglass" title={t("carry_over")} sub={t("hold_hint")} onClick={() => onPick("carry")} />}
        {ASKED.includes(state) && <Row icon="x" title={t("decline")} onClick={() => onPick("decline")} />}
        <Row icon="part" title={t("request_part")} to={`/order/${order.uid}/parts`} />
        <Row icon="plus" title={t("new_request")} to={`/order/${order.uid}/request`} />
        <Row icon="message" title={t("note_case")} sub={t("note_hint")} onClick={() => onPick("note")} />
      </div>
    </Sheet>
  );
}

function Reasons({ label, words, value, onPick }: { label: string; words: Word[]; value: Word | null; onPick: (word: Word) => void }) {
  return (
    <div class="chips" role="radiogroup" aria-label={label}>
      {words.map((word) => <button key={word} type="button" role="radio" class="chip tap" aria-checked={word === value} onClick={() => onPick(word)}>{t(word)}</button>)}
    </div>
  );
}

const PAUSES: Word[] = ["pause_parts", "pause_customer", "pause_meal", "pause_safety", "hold_other"];
const DECLINES: Word[] = ["decline_far", "decline_skill", "decline_sick", "decline_busy", "hold_other"];
const HOLDS: Word[] = ["hold_parts", "hold_customer", "hold_access", "hold_skill", "hold_third_party", "hold_other"];

function Remark({ value, onInput, label = t("note_label") }: { value: string; onInput: (text: string) => void; label?: string }) {
  return <label class="stack snug"><span class="strong">{label}</span><textarea class="in" rows={2} maxLength={200} value={value} onInput={(event) => onInput(event.currentTarget.value)} /></label>;
}

function AskWhy({ order, onClose, type, title, words, confirm }: Props & { type: "pause" | "decline"; title: Word; words: Word[]; confirm: Word }) {
  const [why, setWhy] = useState<Word | null>(null);
  const [note, setNote] = useState("");
  const finish = async () => {
    const reason = [t(why!), note.trim()].filter(Boolean).join(" · ").slice(0, 120);
    await act(type, order, { reason });
    onClose();
    if (type === "decline") go("/");
  };
  return (
    <Sheet title={t(title)} sub={order.title} onClose={onClose}>
      <Reasons label={t(title)} words={words} value={why} onPick={setWhy} />
      <Remark value={note} onInput={setNote} />
      <MainButton disabled={!why} onClick={finish}>{why ? t(confirm) : t("say_why")}</MainButton>
    </Sheet>
  );
}

function WhichPart({ order, value, onPick }: { order: Order; value: number | null; onPick: (part: number | null) => void }) {
  const fitting = (section("fits")?.[String(order.asset?.product.id)] ?? []).map((id) => parts.value.get(id)).filter((part) => part !== undefined);
  return (
    <label class="stack snug"><span class="strong">{t("which_part")}</span>
      <select class="in" value={value ?? ""} onChange={(event) => onPick(Number(event.currentTarget.value) || null)}>
        <option value="">{t("no_part")}</option>
        {fitting.map((part) => <option key={part.id} value={part.id}>{pick(part)} · {part.number}</option>)}
      </select>
    </label>
  );
}

function CarryOver({ order, onClose }: Props) {
  const [why, setWhy] = useState<Word | null>(null);
  const [note, setNote] = useState("");
  const [part, setPart] = useState<number | null>(null);
  const finish = async () => {
    const wanted = why === "hold_parts" ? part : null;
    if (wanted) await write(newCommand("request_part", order, { part: wanted, quantity: 1, note: note.trim() }));
    await act("carry_over", order, { reason: why!.replace("hold_", ""), note: note.trim(), part: wanted });
    onClose();
    go("/");
  };
  return (
    <Sheet title={t("carry_why")} sub={order.title} onClose={onClose}>
      <Reasons label={t("carry_why")} words={HOLDS} value={why} onPick={setWhy} />
      {why === "hold_parts" && <WhichPart order={order} value={part} onPick={setPart} />}
      <Remark value={note} onInput={setNote} />
      <MainButton icon="hourglass" disabled={!why} hint={why ? t("hold_hint") : undefined} onClick={finish}>{why ? t("confirm_carry") : t("say_why")}</MainButton>
    </Sheet>
  );
}

function Note({ order, onClose }: Props) {
  const [text, setText] = useState("");
  const finish = async () => {
    await act("note", order, { text: text.trim() });
    onClose();
  };
  return (
    <Sheet title={t("note_case")} sub={order.title} onClose={onClose}>
      <Remark value={text} onInput={setText} label={t("note_hint")} />
      <MainButton icon="send" disabled={!text.trim()} onClick={finish}>{t("send_note")}</MainButton>
    </Sheet>
  );
}

export function MoreSheets({ order, name, onPick, onClose }: Props & { name: SheetName; onPick: (name: SheetName) => void }) {
  const props = { order, onClose };
  if (name === "pause") return <AskWhy {...props} type="pause" title="pause_why" words={PAUSES} confirm="confirm_pause" />;
  if (name === "decline") return <AskWhy {...props} type="decline" title="decline_why" words={DECLINES} confirm="confirm_decline" />;
  if (name === "carry") return <CarryOver {...props} />;
  if (name === "note") return <Note {...props} />;
  return <More {...props} onPick={onPick} />;
}
