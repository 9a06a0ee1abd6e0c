// Leave, sickness, breaks: reported on the phone, also without a network; planned visits in that time go to others.
import { useState } from "preact/hooks";
import { report } from "../actions";
import { clock, clockOrDay, isoDay } from "../format";
import { t, type Word } from "../i18n";
import { go } from "../router";
import { isAhead } from "../project";
import { commands, minute, orders, section } from "../store";
import { Button, Chip, Icon, Row } from "../ui/basic";
import { Dock, MainButton, SyncState, Top } from "../ui/frame";

const HOUR = 3_600_000;
const REASONS: Word[] = ["away_sick", "away_leave", "away_training", "away_meal"];
const PLANNED = ["proposed", "dispatched", "accepted"];

type Preset = "away_break" | "away_rest" | "away_tomorrow" | "away_own";
const PRESETS: Preset[] = ["away_break", "away_rest", "away_tomorrow", "away_own"];

const local = (ms: number): string => `${isoDay(ms)}T${clock(ms)}`;
const midnight = (ms: number, days: number): number => {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
};

/** From and to, in milliseconds. */
function span(preset: Preset, now: number): [number, number] {
  if (preset === "away_rest") return [now, midnight(now, 1)];
  if (preset === "away_tomorrow") return [midnight(now, 1), midnight(now, 2)];
  return [now, now + HOUR];
}

function Reported() {
  const here = commands.value.filter((c) => c.type === "away" && isAhead(c));
  const back = new Set(commands.value.filter((c) => c.type === "come_back" && isAhead(c)).map((c) => c.payload.absence));
  const known = (section("absences") ?? []).filter((row) => !back.has(row.id));
  const words = (from: string, to: string) => `${clockOrDay(from, minute.value)} – ${clockOrDay(to, minute.value)}`;
  return (
    <section class="card flush split">
      {here.map((c) => <Row key={c.operation} icon="cloudUp" title={<b>{words(c.payload.starts_at as string, c.payload.ends_at as string)}</b>} sub={String(c.payload.reason)} end={<Chip>{t("away_queued")}</Chip>} />)}
      {known.map((row) => (
        <Row key={row.id} icon="coffee" title={<b>{words(row.starts_at, row.ends_at)}</b>} sub={row.reason}
          end={<Button icon="x" onClick={() => report("come_back", { absence: row.id }, row.reason)}>{t("come_back")}</Button>} />
      ))}
      {here.length + known.length === 0 && <p class="pad dim">{t("away_none")}</p>}
    </section>
  );
}

function Choice<T extends Word>({ label, words, value, onPick }: { label: string; words: T[]; value: T; onPick: (word: T) => void }) {
  return (
    <div class="chips" role="radiogroup" aria-label={label}>
      {words.map((word) => <button key={word} type="button" role="radio" class="chip tap" aria-checked={word === value} onClick={() => onPick(word)}>{t(word)}</button>)}
    </div>
  );
}

export function Away() {
  const [preset, setPreset] = useState<Preset>("away_break");
  const [reason, setReason] = useState<Word>("away_meal");
  const [own, setOwn] = useState<[string, string]>(["", ""]);
  const [from, to] = preset === "away_own" ? [Date.parse(own[0]), Date.parse(own[1])] : span(preset, minute.value);
  const fits = to > from && to > minute.value;
  const visits = orders.value.filter(({ visit }) => PLANNED.includes(visit.state) && Date.parse(visit.starts_at) < to && Date.parse(visit.ends_at) > from).length;
  const pick = (next: Preset) => {
    if (next === "away_own") setOwn([local(from || minute.value), local(to || minute.value + HOUR)]);
    setPreset(next);
  };
  const finish = async () => {
    await report("away", { starts_at: new Date(from).toISOString(), ends_at: new Date(to).toISOString(), reason: t(reason) }, t(reason));
    go("/me");
  };
  return (
    <div class="has-dock">
      <Top back="/me" title={t("away")}><SyncState short /></Top>
      <main>
        <Reported />
        <section class="card">
          <h2>{t("away_title")}</h2>
          <Choice label={t("away_title")} words={PRESETS} value={preset} onPick={pick} />
          {preset === "away_own" && (["away_from", "away_to"] as const).map((word, index) => (
            <label class="stack snug" key={word}><span class="strong">{t(word)}</span>
              <input class="in" type="datetime-local" value={own[index]} onInput={(event) => setOwn(index ? [own[0], event.currentTarget.value] : [event.currentTarget.value, own[1]])} /></label>
          ))}
        </section>
        <section class="card"><h2>{t("away_why")}</h2><Choice label={t("away_why")} words={REASONS} value={reason} onPick={setReason} /></section>
        {fits && visits > 0 && <section class="card warn"><p class="line"><Icon name="alert" /> {t("away_visits", { n: visits })}</p></section>}
      </main>
      <Dock><MainButton icon={fits ? "send" : undefined} disabled={!fits} hint={fits ? t("report_away_hint") : undefined} onClick={finish}>{t(fits ? "report_away" : "away_wrong")}</MainButton></Dock>
    </div>
  );
}
