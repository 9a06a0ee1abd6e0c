// A real clash: both versions side by side, nothing preselected, the loser is kept as a note.
import { useState } from "preact/hooks";
import { clockOrDay, clock } from "../format";
import { t } from "../i18n";
import { again, discard, newCommand, write } from "../log";
import { minute, orderBy } from "../store";
import { sync } from "../sync";
import type { Command, Order } from "../types";
import { Icon, Sheet } from "./basic";
import { MainButton } from "./frame";

interface Side {
  starts_at: string;
}

interface Props {
  command: Command;
  onClose: () => void;
}

async function note(order: Order | undefined, text: string): Promise<void> {
  if (order) await write({ ...newCommand("note", order, { text: text.slice(0, 1000) }), booking: null });
}

function Option({ picked, onPick, who, what, icon }: { picked: boolean; onPick: () => void; who: string; what: string; icon: "user" | "users" }) {
  return (
    <label class="opt"><input type="radio" name="side" checked={picked} onChange={onPick} /><span class="grow"><small>{who}</small><b class="big blk">{what}</b></span><Icon name={icon} tone="dim" /></label>
  );
}

function WhichTime({ command, onClose }: Props) {
  const [side, setSide] = useState<"mine" | "theirs" | null>(null);
  const { mine, theirs } = command.result as { mine: Side; theirs: Side };
  const words = { mine: clockOrDay(mine.starts_at, minute.value), theirs: clockOrDay(theirs.starts_at, minute.value) };
  const settle = async () => {
    if (side === "mine") await note(orderBy(command.order ?? undefined), t("conflict_note_mine", words));
    await again(command, { starts_at: theirs.starts_at });
    onClose();
    void sync();
  };
  const { phone } = orderBy(command.order ?? undefined)?.customer ?? { phone: "" };
  return (
    <Sheet title={t("conflict_time")} sub={`${command.number} · ${command.title}`} onClose={onClose}>
      <div class="stack" role="radiogroup" aria-label={t("conflict_time")}>
        <Option picked={side === "mine"} onPick={() => setSide("mine")} who={t("conflict_mine", { time: clock(command.at) })} what={words.mine} icon="user" />
        <Option picked={side === "theirs"} onPick={() => setSide("theirs")} who={t("conflict_theirs")} what={words.theirs} icon="users" />
      </div>
      <p class="dim mini">{t("loser_kept")}</p>
      <div class="line">
        {phone && <a class="btn sq" href={`tel:${phone}`} aria-label={t("ask_customer")}><Icon name="phone" /></a>}
        <MainButton disabled={!side} hint={side ? t(side === "mine" ? "use_mine_hint" : "use_theirs_hint") : undefined} onClick={() => void settle()}>{side ? t("use_time", { time: words[side] }) : t("first_choose")}</MainButton>
      </div>
    </Sheet>
  );
}

/** The record in words, for a visit that the office ended meanwhile. */
function inWords(command: Command): string {
  const { result, reason, note: remark } = command.payload as { result?: string; reason?: string; note?: string };
  return [command.at.slice(0, 16).replace("T", " "), command.type, result, reason, remark].filter(Boolean).join(" · ");
}

function Ended({ command, onClose }: Props) {
  const take = async (tell: boolean) => {
    if (tell) await note(orderBy(command.order ?? undefined), t("told_office", { what: inWords(command) }));
    await discard(command);
    onClose();
    void sync();
  };
  return (
    <Sheet title={command.message} sub={`${command.number} · ${command.title}`} onClose={onClose}>
      <button type="button" class="btn" onClick={() => void take(false)}>{t("take_office")}</button>
      <p class="dim mini">{t("tell_office_hint")}</p>
      <MainButton icon="send" onClick={() => void take(true)}>{t("tell_office")}</MainButton>
    </Sheet>
  );
}

export function Conflict(props: Props) {
  return props.command.code === "time_changed" ? <WhichTime {...props} /> : <Ended {...props} />;
}
