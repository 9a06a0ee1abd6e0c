// The tool bar (day, span, place, groups, undo, numbers, people), the draft's comparison, and the replay at the foot.
import { computed, signal } from "@preact/signals";
import { busy, canRedo, canUndo, discard, newDraft, publish, putBack, redo, setOptimiser, showDraft, undo } from "./act";
import { axis, dayTime, hm } from "./axis";
import { Sides, TERMS, written } from "./sides";
import { Icon } from "./icons";
import { show } from "./load";
import { lookOf } from "./look";
import { lastMoment, playing, seek, speed, toNow, togglePlay } from "./past";
import { bars, board, clock, draft, draftShown, engineers, frame, grouping, listUrl, now, optimiser, people, places, replayAt, selected, waiting } from "./store";
import { t, type Word } from "./words";
import type { Draft, DraftMove, Mode, Terms } from "./types";

const DAY_MS = 86_400_000;

function shift(days: number): string {
  return new Date(Date.parse(`${frame.value.day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Same moment for all bars: counted once a quarter minute. */
const numbers = computed(() => {
  const at = Math.floor(now.value / 15) * 15;
  const away = new Map<number, (readonly [number, number])[]>();
  for (const [engineer, a, b] of board.value?.absences ?? []) away.set(engineer, [...(away.get(engineer) ?? []), [a, b]]);
  let [risk, late] = [0, 0];
  for (const bar of bars.value) {
    const { name } = lookOf(bar, at, away.get(bar.engineer) ?? []);
    if (name === "risk") risk += 1;
    else if (name === "late") late += 1;
  }
  return { booked: bars.value.length, waiting: waiting.value.length, risk, late };
});

const SPANS: [number, Word][] = [[1, "day"], [3, "three"], [7, "week"]];
const GROUPS: [typeof grouping.value, Word][] = [["outlet", "by_outlet"], ["crew", "by_crew"], ["skill", "by_skill"], ["shift", "by_shift"]];

const MODES: [Mode, Word][] = [["off", "opt_off"], ["propose", "opt_propose"], ["apply", "opt_apply"]];

/** What happens with better plans of the machine, and those that wait for a yes. */
function Optimiser() {
  const mode = optimiser.value;
  const made = (board.value?.drafts ?? []).filter(([, , machine]) => machine);
  const [first] = made;
  return (
    <>
      {mode && <select class="form-select bd-select" aria-label={t("optimiser")} value={mode} disabled={!places.optimiser?.may} onChange={(event) => void setOptimiser(event.currentTarget.value as Mode)}>{MODES.map(([key, word]) => <option key={key} value={key}>{t(word)}</option>)}</select>}
      {first && !draft.value && <button type="button" class="bd-btn" disabled={replayAt.value !== null} onClick={() => void showDraft(first[0])}><Icon name="sparkles" /> {t("proposals", { n: made.length })}</button>}
    </>
  );
}

function Drafts() {
  const known = board.value?.drafts ?? [];
  if (draft.value) return null;
  if (!known.length) return <button type="button" class="bd-btn" disabled={busy.value || replayAt.value !== null} onClick={() => void newDraft()}><Icon name="compare" /> {t("new_draft")}</button>;
  return (
    <select class="form-select bd-select" aria-label={t("draft")} value="" onChange={(event) => { const { value } = event.currentTarget; event.currentTarget.value = ""; if (value === "new") void newDraft(); else if (value) void showDraft(Number(value)); }}>
      <option value="">{t("draft")} {known.length}</option><option value="new">+ {t("new_draft")}</option>
      {known.map(([id, title, machine]) => <option key={id} value={id}>{machine ? "✦ " : ""}{title}</option>)}
    </select>
  );
}

function People() {
  const all = people.value;
  const [first] = all;
  if (!first) return null;
  return <span class="bd-people"><span class="bd-gap" />{all.slice(0, 3).map((one) => <span key={one.user} class="bd-face who" title={one.name}>{one.name.slice(0, 1)}</span>)}<small class="clip">{first.outlet ? t("looks_at", { name: first.name, place: first.outlet }) : t("looks", { name: first.name })}{all.length > 1 ? ` ${t("more_skills", { n: all.length - 1 })}` : ""}</small></span>;
}

export function Tools() {
  const { day, days, where } = frame.value;
  const { booked, waiting: open, risk, late } = numbers.value;
  const region = places.regions.find(([key]) => key === where);
  return (
    <div class="bd-tools">
      <button type="button" class="bd-btn sq" aria-label={t("before")} onClick={() => show({ day: shift(-days) })}><Icon name="chevron-left" /></button>
      <input class="bd-date" type="date" aria-label={t("day")} value={day} onChange={(event) => event.currentTarget.value && show({ day: event.currentTarget.value })} />
      <button type="button" class="bd-btn sq" aria-label={t("after")} onClick={() => show({ day: shift(days) })}><Icon name="chevron-right" /></button>
      <div class="bd-seg" role="group" aria-label={t("span")}>{SPANS.map(([n, word]) => <button key={n} type="button" aria-pressed={days === n} onClick={() => show({ days: n })}>{t(word)}</button>)}</div>
      <select class="form-select bd-select" aria-label={t("where")} value={where} onChange={(event) => { const key = event.currentTarget.value; if (key.startsWith("r") && key !== region?.[0]) location.search = `?where=${key}&day=${day}&days=${days}`; else show({ where: key }); }}>
        {places.regions.map(([key, name]) => <option key={key} value={key}>{name}</option>)}
        <optgroup label={region?.[1] ?? "—"}>{places.outlets.map(([key, name]) => <option key={key} value={key}>{name}</option>)}</optgroup>
      </select>
      <select class="form-select bd-select" aria-label={t("group")} value={grouping.value} onChange={(event) => { grouping.value = event.currentTarget.value as typeof grouping.value; }}>{GROUPS.map(([key, word]) => <option key={key} value={key}>{t(word)}</option>)}</select>
      <span class="bd-gap" />
      <button type="button" class="bd-btn sq" aria-label={`${t("undo")} Ctrl Z`} title={`${t("undo")} Ctrl Z`} disabled={!canUndo.value} onClick={() => void undo()}><Icon name="undo" /></button>
      <button type="button" class="bd-btn sq" aria-label={`${t("redo")} Ctrl Y`} title={`${t("redo")} Ctrl Y`} disabled={!canRedo.value} onClick={() => void redo()}><Icon name="redo" /></button>
      <Optimiser />
      <Drafts />
      <a class="bd-btn sq" href={`${listUrl}?where=${where}&day=${day}`} aria-label={t("list")} title={t("list")}><Icon name="list" /></a>
      <span class="bd-stats"><span>{t("booked")} <b>{booked}</b></span><span>{t("unassigned")} <b>{open}</b></span><span class={risk ? "amb" : ""}><Icon name="alert-triangle" /> {t("risk")} <b>{risk}</b></span><span class={late ? "red" : ""}><Icon name="clock-exclamation" /> {t("late")} <b>{late}</b></span></span>
      <People />
    </div>
  );
}

const asking = signal<"" | "publish" | "discard" | "list" | "sides">("");

function Compared({ one, name }: { one: Draft; name: [keyof Terms, Word] }) {
  const [key, word] = name;
  const difference = Math.round(one.after[key] - one.before[key]);
  const text = key === "overtime" ? t("overtime_min", { n: Math.abs(difference) }) : String(Math.abs(difference));
  return (
    <div class={key === "total" ? "wide" : ""}><dt>{t(word)}</dt><dd>{written(key, one.before[key])} → <b>{written(key, one.after[key])}</b> {difference !== 0 && <span class={difference < 0 ? "grn" : "amb"}><Icon name={difference < 0 ? "down" : "up"} /> {t(difference < 0 ? "less" : "plus", { n: text })}</span>}</dd></div>
  );
}

function Differences({ one }: { one: Draft }) {
  const name = (id: number | null): string => (id ? (engineers.value.get(id)?.name ?? "") : "");
  const line = (move: DraftMove): string => (move.engineer && move.starts ? `${name(move.engineer)} ${dayTime(move.starts)}` : t("to_nobody"));
  const before = (move: DraftMove): string => { const was = board.value?.bookings.find((booking) => booking.id === move.booking); return was ? t("moved_from", { name: name(was.engineer), time: dayTime(was.starts) }) : ""; };
  return (
    <ul class="bd-pop">{one.moves.map((move) => <li key={move.order}><button type="button" class="bd-plain grow" onClick={() => { selected.value = move.order; }}><b>{move.title}</b> {line(move)}<br /><small>{before(move)}</small></button><button type="button" class="bd-btn" onClick={() => void putBack(move.order)}>{t("back")}</button></li>)}{!one.moves.length && <li class="dim">{t("same")}</li>}</ul>
  );
}

function Question({ text, yes, act }: { text: string; yes: string; act: () => void }) {
  return <div class="bd-pop ask" role="alertdialog" aria-label={text}><p>{text}</p><div class="bd-line"><button type="button" class="bd-btn" onClick={() => { asking.value = ""; }}>{t("keep")}</button><button type="button" class="bd-btn main" onClick={() => { asking.value = ""; act(); }}>{yes}</button></div></div>;
}

export function DraftStrip() {
  const one = draft.value;
  if (!one) return null;
  const made = dayTime(one.made);
  const n = one.moves.length;
  const toggle = (what: typeof asking.value) => () => { asking.value = asking.value === what ? "" : what; };
  return (
    <section class="bd-diff" aria-label={t("draft")}>
      <div class="title clip"><b><Icon name="compare" /> {one.title}</b><small>{one.machine ? t("draft_machine", { name: "", time: made }) : t("draft_by", { name: one.by, time: made })}{one.stale ? <em class="amb"> · {t("stale")}</em> : null}</small></div>
      <dl>{TERMS.map((name) => <Compared key={name[0]} one={one} name={name} />)}</dl>
      <div class="bd-line end">
        <div class="bd-seg" role="group"><button type="button" aria-pressed={!draftShown.value} onClick={() => { draftShown.value = false; }}>{t("published")}</button><button type="button" aria-pressed={draftShown.value} onClick={() => { draftShown.value = true; }}>{t("draft")}</button></div>
        <button type="button" class="bd-btn" aria-expanded={asking.value === "sides"} onClick={toggle("sides")}>{t("side_by_side")}</button>
        <button type="button" class="bd-link" aria-expanded={asking.value === "list"} onClick={toggle("list")}>{t("differences", { n })}</button>
        <button type="button" class="bd-btn" onClick={n ? toggle("discard") : () => void discard()}>{t("discard")}</button>
        <button type="button" class="bd-btn main" disabled={!n || busy.value} onClick={toggle("publish")}>{t("publish")}</button>
      </div>
      {asking.value === "list" && <Differences one={one} />}
      {asking.value === "sides" && <Sides one={one} close={toggle("sides")} />}
      {asking.value === "publish" && <Question text={t("publish_ask", { n })} yes={t("publish")} act={() => void publish()} />}
      {asking.value === "discard" && <Question text={t("discard_ask", { n })} yes={t("discard")} act={() => void discard()} />}
    </section>
  );
}

export function ReplayBar() {
  const { starts, ends } = axis.value;
  const at = replayAt.value ?? Math.min(Math.max(clock.value, starts), ends);
  const share = ends > starts ? ((at - starts) / (ends - starts)) * 100 : 0;
  const begun = lastMoment() > starts;
  const today = clock.value >= starts && clock.value <= ends;
  const value = replayAt.value !== null ? t("replay_at", { time: dayTime(at) }) : today ? t("live_now", { time: hm(at) }) : dayTime(at);
  return (
    <footer class="bd-replay" aria-label={t("replay")}>
      <button type="button" class="bd-btn sq" disabled={!begun} aria-label={t(playing.value ? "pause" : "play")} title={t("replay")} onClick={() => void togglePlay()}><Icon name={playing.value ? "player-pause" : "player-play"} /></button>
      <div class="bd-seg" role="group" aria-label={t("speed")}>{([1, 60] as const).map((n) => <button key={n} type="button" aria-pressed={speed.value === n} onClick={() => { speed.value = n; }}>{n}×</button>)}</div>
      <div class="bd-scrub" style={{ "--x": `${Math.max(0, Math.min(100, share))}%` } as never}>
        <input type="range" aria-label={t("replay")} aria-valuetext={value} min={starts} max={ends} step={60} value={at} disabled={!begun} onInput={(event) => void seek(Number(event.currentTarget.value))} />
        <small class="a">{hm(starts)}</small><small class="x"><b>{value}</b></small><small class="z">{dayTime(ends)}</small>
      </div>
      {replayAt.value !== null && <button type="button" class="bd-btn" onClick={toNow}>{t("to_now")}</button>}
      <div class="bd-legend"><span><u class="plan" />{t("legend_plan")}</span><span><u />{t("legend_set")}</span><span><u class="live" />{t("legend_live")}</span><span><u class="go" />{t("legend_go")}</span><span><Icon name="lock" />{t("locked")}</span>{draft.value && <span><u class="moved" />{t("legend_changed")}</span>}<span class="amb"><Icon name="alert-triangle" />{t("risk")}</span><span class="red"><Icon name="clock-exclamation" />{t("late")}</span></div>
    </footer>
  );
}
