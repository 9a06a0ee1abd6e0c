// What waits, what was sent, what needs a decision; and what lies on this phone.
import { useEffect, useState } from "preact/hooks";
import { now, skew } from "../clock";
import { exportUnsent } from "../export";
import { ago, bytes, clock, isoDay } from "../format";
import { t, type Word } from "../i18n";
import { again, discard } from "../log";
import { go } from "../router";
import { lastSync, link, sync, syncNow } from "../sync";
import { commands, codesOf, lost, minute, orderBy, orders, queued, shots, troubled, waitingShots } from "../store";
import type { Command, Shot } from "../types";
import { Button, Chip, Icon, Row, Track } from "../ui/basic";
import { Gone } from "../ui/gone";
import { Conflict } from "../ui/conflict";
import { Dock, MainButton, Tabs, Top, linkWords } from "../ui/frame";
import type { IconName } from "../icons";

const ICONS: Partial<Record<Command["type"], IconName>> = { complete: "clipboard", set_out: "car", arrive: "pin", accept: "check", pause: "pause", resume: "play", carry_over: "hourglass", decline: "x", request_part: "part", note: "message", new_request: "plus", diagnose: "bulb", fault_shown: "bulb", read_log: "file", compare: "merge", measure_curve: "chart", remote_work: "phone", grab: "hand", away: "coffee", come_back: "coffee", count_part: "part", hand_over: "truck", drove: "road", receive_part: "check", say: "message", chat_read: "message", say_team: "message", team_read: "message" };

const name = (command: Command): string => [t(`c_${command.type}` as Word), command.title].filter(Boolean).join(" · ");

function Summary() {
  const icon = { online: "cloudCheck", busy: "clock" }[link.value as string] ?? "cloudOff";
  const sentToday = commands.value.filter((c) => (c.state === "sent" || c.state === "acked") && isoDay(c.sentAt) === isoDay(minute.value)).length;
  const counts: [number, Word, string][] = [[troubled.value.length, "need_you", "amb"], [queued.value.length + waitingShots.value.length, "waiting", ""], [sentToday, "sent_today", ""]];
  return (
    <section class="card">
      <div class="line"><Icon name={icon as IconName} tone={link.value === "online" ? "grn" : ""} /><span class="grow"><b>{linkWords()}</b><small class="blk">{t("outbox_safe")}</small></span></div>
      <ul class="acts mid flush-gap">{counts.map(([n, word, tone]) => <li key={word}><b class={`big ${n ? tone : ""}`}>{n}</b><small class="blk">{t(word)}</small></li>)}</ul>
    </section>
  );
}

function Rejected({ command }: { command: Command }) {
  const order = orderBy(command.order ?? undefined);
  return (
    <article class="card edge-red">
      <div class="line"><Chip icon="circleX" tone="red">{t("rejected")}</Chip><small class="end">{command.number} · {clock(command.at)}</small></div>
      <div><h3>{name(command)}</h3><p class="dim">{command.message || command.code}</p></div>
      <div class="acts">
        <Button icon="trash" onClick={() => discard(command)}>{t("give_up")}</Button>
        {command.type === "complete" && order
          ? <Button icon="clipboard" kind="pri" onClick={() => discard(command).then(() => go(`/order/${order.uid}/record`))}>{t("edit_record")}</Button>
          : <Button icon="refresh" kind="pri" onClick={() => again(command).then(sync)}>{t("resend")}</Button>}
      </div>
    </article>
  );
}

function Clashing({ command, onOpen }: { command: Command; onOpen: () => void }) {
  return (
    <article class="card edge-amb">
      <div class="line"><Chip icon="merge" tone="amb">{t("conflict")}</Chip><small class="end">{command.number} · {clock(command.at)}</small></div>
      <div><h3>{name(command)}</h3><p class="dim">{command.message}</p></div>
      <Button kind="pri" onClick={onOpen}>{t("choose_one")} <Icon name="right" /></Button>
    </article>
  );
}

/** What a completed record carries, in words. */
function contents({ type, payload }: Command): string {
  if (type !== "complete") return "";
  const record = payload as { signature?: string | null; parts?: unknown[]; answers?: Record<string, unknown>; photos?: Record<string, unknown> };
  const more = [record.signature && "in_signature", record.parts?.length && "in_parts", Object.keys(record.answers ?? {}).length && "in_checks", Object.keys(record.photos ?? {}).length && "in_photos"].filter(Boolean) as Word[];
  return `${t("inside", { more: more.map((word) => t(word)).join("") })} · `;
}

/** Photos of one visit together: how many, how far, how large. */
function Photos({ files }: { files: Shot[] }) {
  const size = files.reduce((sum, shot) => sum + shot.size, 0);
  const percent = Math.round((100 * files.reduce((sum, shot) => sum + shot.received, 0)) / Math.max(1, size));
  const title = t("photos_n_of", { n: files.length, what: files[0]!.kind === "chat" ? t("chats") : (orderBy(files[0]!.order)?.title ?? files[0]!.note) });
  return (
    <li class="row"><Icon name="photo" /><span class="grow"><b>{title}</b><span class="sub">{t("uploaded", { n: percent })}</span>
      {percent > 0 && <Track value={percent} label={title} />}</span><small>{bytes(size)}</small></li>
  );
}

function byVisit(files: Shot[]): Shot[][] {
  return [...new Set(files.map((shot) => shot.visit))].map((visit) => files.filter((shot) => shot.visit === visit));
}

function Waiting({ list, files }: { list: Command[]; files: Shot[] }) {
  return (
    <>
      <div class="sec"><h2>{t("waiting")}</h2><span class="end">{t("send_order")}</span></div>
      <ol class="card flush split">
        {list.map((command) => (
          <li class="row" key={command.operation}><Icon name={ICONS[command.type] ?? "send"} /><span class="grow"><b>{name(command)}</b>
            <span class="sub">{contents(command)}{clock(command.at)}{command.heldUntil > now() && ` · ${t("undo_left")}`}{command.message && ` · ${command.message}`}</span></span><small>{bytes(JSON.stringify(command).length)}</small></li>
        ))}
        {byVisit(files).map((own) => <Photos key={own[0]!.visit} files={own} />)}
      </ol>
    </>
  );
}

function Sent() {
  const list = commands.value.filter((c) => (c.state === "sent" || c.state === "acked") && isoDay(c.sentAt) === isoDay(minute.value)).reverse();
  if (!list.length) return null;
  return (
    <details class="card flush">
      <summary class="row"><Icon name="circleCheck" tone="grn" /><span class="grow"><b>{t("sent_n", { n: list.length })}</b><span class="sub clip">{t("latest", { what: name(list[0]!) })}</span></span><Icon name="down" /></summary>
      {list.map((command) => <Row key={command.operation} icon={command.code === "parts_refused" ? "alert" : (ICONS[command.type] ?? "send")} tone={command.code === "parts_refused" ? "amb" : ""} title={name(command)}
        sub={[command.number, clock(command.at), command.message].filter(Boolean).join(" · ")} />)}
    </details>
  );
}

function clockWords(): string {
  const seconds = Math.round(skew() / 100) / 10;
  if (Math.abs(seconds) < 2) return t("clock_ok");
  return t(seconds > 0 ? "clock_ahead" : "clock_behind", { n: Math.abs(seconds) });
}

function Storage() {
  const [used, setUsed] = useState<StorageEstimate>({});
  useEffect(() => void navigator.storage?.estimate?.().then(setUsed), []);
  const unsentBytes = queued.value.reduce((sum, c) => sum + JSON.stringify(c).length, 0) + shots.value.filter((s) => s.state !== "sent").reduce((sum, s) => sum + s.size - s.received, 0);
  const codes = [...new Set(orders.value.map((order) => order.category))].reduce((sum: number, category) => sum + codesOf(category).length, 0);
  return (
    <section class="card">
      <div class="line"><h2>{t("storage")}</h2>{used.usage !== undefined && <small class="end">{t("storage_used", { used: bytes(used.usage), quota: bytes(used.quota ?? 0) })}</small>}</div>
      {used.usage !== undefined && <Track value={(100 * used.usage) / Math.max(1, used.quota ?? 0)} label={t("storage")} />}
      <dl class="kv"><dt>{t("unsent")}</dt><dd>{t("unsent_text", { size: bytes(unsentBytes) })}</dd><dt>{t("reference")}</dt><dd>{t("reference_text", { n: orders.value.length, codes })}</dd>
        <dt>{t("device_clock")}</dt><dd>{clockWords()}</dd></dl>
    </section>
  );
}

export function Outbox() {
  const [open, setOpen] = useState<string | null>(null);
  const clash = troubled.value.find((c) => c.operation === open && c.state === "conflict");
  const failed = shots.value.filter((shot) => shot.state === "rejected");
  const synced = lastSync.value ? `${t("last_sync", { time: clock(lastSync.value) })} · ${ago(minute.value - lastSync.value)}` : t("never");
  return (
    <div class="has-dock has-tabs">
      <Top big title={t("outbox")} sub={synced} />
      <main>
        <Summary />
        {troubled.value.length + lost.value.length > 0 && <div class="sec"><h2>{t("need_you")}</h2><span class="end">{t("need_you_n", { n: troubled.value.length + lost.value.length })}</span></div>}
        {troubled.value.map((c) => (c.state === "conflict" ? <Clashing key={c.operation} command={c} onOpen={() => setOpen(c.operation)} /> : <Rejected key={c.operation} command={c} />))}
        {lost.value.map((row) => <Gone key={row.uid} order={row.order} />)}
        {failed.map((shot) => <Row key={shot.uid} icon="circleX" tone="red" title={t("photos_of", { what: shot.kind === "chat" ? t("chats") : shot.note })} sub={shot.message} />)}
        {queued.value.length + waitingShots.value.length > 0 && <Waiting list={queued.value} files={waitingShots.value} />}
        <Sent />
        <Storage />
        <section class="card flush split"><Row icon="scan" title={<b>{t("relay_give")}</b>} sub={t("relay_row")} to="/relay" /><Row icon="database" title={<b>{t("export")}</b>} sub={t("export_hint")} onClick={() => void exportUnsent()} /></section>
      </main>
      <Dock><MainButton icon="refresh" hint={t("try_hint")} onClick={syncNow}>{t("try_now")}</MainButton></Dock>
      {clash && <Conflict command={clash} onClose={() => setOpen(null)} />}
      <Tabs />
    </div>
  );
}
