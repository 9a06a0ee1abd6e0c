// A real clash: both versions side by side, nothing preselected, the loser is kept as a note.
import { useState } from "preact/hooks";
import { clock, clockOrDay, isoDay } from "../format";
import { pick, t, type Word } from "../i18n";
import { again, discard, newCommand, write } from "../log";
import { changedOn, checklistOf, commands, minute, orderBy, orders, parts } from "../store";
import { sync } from "../sync";
import type { Change, Command, Draft, Order, PartDraft } from "../types";
import { Icon, Sheet } from "./basic";
import { MainButton } from "./frame";

interface Side {
  starts_at: string;
  ends_at?: string;
  by?: string;
  at?: string;
}

interface Props {
  command: Command;
  onClose: () => void;
}

const LONGEST_NOTE = 1000;

/** What goes with a note beside its words. */
interface Proof {
  readings?: { name: string; value: number; unit: string }[];
  signer?: string;
  signature?: string;
}

/** Words longer than a note may be become several; the proof goes with the first. */
async function note(order: Order, text: string, proof: Proof = {}): Promise<void> {
  for (let from = 0; from < text.length; from += LONGEST_NOTE) {
    await write({ ...newCommand("note", order, { text: text.slice(from, from + LONGEST_NOTE), ...(from ? {} : proof) }), booking: null });
  }
}

interface OptionProps {
  picked: boolean;
  onPick: () => void;
  who: string;
  what: string;
  icon: "user" | "users";
  overlap?: Order;
}

function Option({ picked, onPick, who, what, icon, overlap }: OptionProps) {
  return (
    <label class="opt"><input type="radio" name="side" checked={picked} onChange={onPick} />
      <span class="grow"><small>{who}</small><b class="big blk">{what}</b>
        {overlap && <span class="sla amb"><Icon name="alert" /> {t("conflict_overlap", { time: clock(overlap.visit.starts_at) })}</span>}</span>
      <Icon name={icon} tone="dim" /></label>
  );
}

/** Another open job of one's own at that time. */
function overlapping(order: string | null, side: Side, length: number): Order | undefined {
  const from = Date.parse(side.starts_at);
  return orders.value.find(({ uid, visit }) => uid !== order && !visit.ended_at && Date.parse(visit.starts_at) < from + length && Date.parse(visit.ends_at) > from);
}

function Merged({ order }: { order: string | null }) {
  const list = changedOn(order);
  if (!list.length) return null;
  const value = (change: Change) => (change.what === "severity" ? t(`sev_${change.now}` as Word) : change.now || "—");
  return (
    <details class="card flush">
      <summary class="row"><Icon name="circleCheck" tone="grn" /><span class="grow"><b>{t("merged_n", { n: list.length })}</b></span><Icon name="down" /></summary>
      <dl class="kv pad no-top">{list.flatMap((change) => [<dt key={change.what}>{t(`m_${change.what}`)}</dt>, <dd key={`${change.what}=`}>{t("by_office", { value: value(change) })}</dd>])}</dl>
    </details>
  );
}

function WhichTime({ command, onClose }: Props) {
  const [side, setSide] = useState<"mine" | "theirs" | null>(null);
  const { mine, theirs } = command.result as { mine: Side; theirs: Side };
  const length = Date.parse(theirs.ends_at ?? theirs.starts_at) - Date.parse(theirs.starts_at);
  const office = theirs.at ? [theirs.by, clock(theirs.at)].filter(Boolean).join(" · ") : "";
  const words = { mine: clockOrDay(mine.starts_at, minute.value), theirs: clockOrDay(theirs.starts_at, minute.value) };
  const settle = async () => {
    const order = orderBy(command.order ?? undefined);
    if (side === "mine" && order) await note(order, t("conflict_note_mine", words));
    await again(command, { starts_at: theirs.starts_at });
    onClose();
    void sync();
  };
  const { phone } = orderBy(command.order ?? undefined)?.customer ?? { phone: "" };
  return (
    <Sheet title={t("conflict_time")} sub={[command.number, command.title, orderBy(command.order ?? undefined)?.customer.name].filter(Boolean).join(" · ")} onClose={onClose}>
      <div class="stack" role="radiogroup" aria-label={t("conflict_time")}>
        <Option picked={side === "mine"} onPick={() => setSide("mine")} who={t("conflict_mine", { time: clock(command.at) })} what={words.mine} icon="user" overlap={overlapping(command.order, mine, length)} />
        <Option picked={side === "theirs"} onPick={() => setSide("theirs")} who={[t("conflict_theirs"), office].filter(Boolean).join(" · ")} what={words.theirs} icon="users" overlap={overlapping(command.order, theirs, length)} />
      </div>
      <Merged order={command.order} />
      <p class="dim mini">{t("loser_kept")}</p>
      <div class="line">
        {phone && <a class="btn sq" href={`tel:${phone}`} aria-label={t("ask_customer")}><Icon name="phone" /></a>}
        <MainButton disabled={!side} hint={side ? t(side === "mine" ? "use_mine_hint" : "use_theirs_hint") : undefined} onClick={settle}>{side ? t("use_time", { time: words[side] }) : t("first_choose")}</MainButton>
      </div>
    </Sheet>
  );
}

/** The record in words, for a visit that the office ended meanwhile. */
function inWords(command: Command): string {
  const { result, reason, note: remark, parts: used = [] } = command.payload as { result?: string; reason?: string; note?: string; parts?: PartDraft[] };
  const pieces = used.map(({ part, quantity, serial, batch }) => [`${parts.value.get(part)?.number ?? part} ×${quantity}`, serial || batch].filter(Boolean).join(" "));
  return [`${isoDay(command.at)} ${clock(command.at)}`, t(`c_${command.type}` as Word), result, ...pieces, reason, remark].filter(Boolean).join(" · ");
}

/** Meter readings and signature of a record. */
function proofOf(order: Order, { payload }: Command): Proof {
  const { answers = {}, signer, signature } = payload as { answers?: Draft["answers"]; signer?: string; signature?: string | null };
  const readings = (checklistOf(order)?.items ?? []).flatMap((item) => {
    const value = answers[item.code];
    return item.kind === "meter" && typeof value === "number" ? [{ name: pick(item).slice(0, 120), value, unit: (item.unit ?? "").slice(0, 20) }] : [];
  });
  return { ...(readings.length && { readings }), ...(signature && { signer: signer ?? "", signature }) };
}

/** This step and those that wait behind it: the visit is over for all of them, so they are asked about once. */
const withHeld = (command: Command): Command[] =>
  commands.value.filter((c) => c.seq === command.seq || (!!command.booking && c.booking === command.booking && c.code === "held"));

function Ended({ command, onClose }: Props) {
  const take = async (tell: boolean) => {
    const steps = withHeld(command);
    const order = orderBy(command.order ?? undefined);
    if (tell && order) await note(order, t("told_office", { what: steps.map(inWords).join("\n") }), Object.assign({}, ...steps.map((step) => proofOf(order, step))));
    for (const step of steps) await discard(step);
    onClose();
    void sync();
  };
  return (
    <Sheet title={command.message} sub={`${command.number} · ${command.title}`} onClose={onClose}>
      <button type="button" class="btn" onClick={() => void take(false)}>{t("take_office")}</button>
      <p class="dim mini">{t("tell_office_hint")}</p>
      <MainButton icon="send" onClick={() => take(true)}>{t("tell_office")}</MainButton>
    </Sheet>
  );
}

export function Conflict(props: Props) {
  return props.command.code === "time_changed" ? <WhichTime {...props} /> : <Ended {...props} />;
}
