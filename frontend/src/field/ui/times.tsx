// Travel and work by the stamps; a correction needs a reason.
import { useState } from "preact/hooks";
import { change } from "../draft";
import { clock } from "../format";
import { t, type Word } from "../i18n";
import { minute } from "../store";
import { labourByStamps, pausedMs, travelByStamps } from "../times";
import type { Draft, Order } from "../types";
import { Head, Row, Sheet } from "./basic";
import { MainButton } from "./frame";

type Kind = "travel" | "labour";

const WORDS: Record<Kind, Word> = { travel: "travel_time", labour: "labour_time" };
const WHY: Word[] = ["why_forgot", "why_late_stamp", "why_not_work", "why_shared"];
const MOST = 1440;

const endOf = (draft: Draft): number => draft.workedUntil || minute.value;

const stamped = (order: Order, draft: Draft, kind: Kind): number => (kind === "travel" ? travelByStamps(order.visit) : labourByStamps(order.visit, endOf(draft)));

function Correct({ order, draft, kind, onClose }: { order: Order; draft: Draft; kind: Kind; onClose: () => void }) {
  const [minutes, setMinutes] = useState(String(draft[kind] ?? stamped(order, draft, kind)));
  const [why, setWhy] = useState(draft.reasons[kind] ?? "");
  const value = /^\d{1,4}$/.test(minutes) ? Math.min(MOST, Number(minutes)) : null;
  const save = (corrected: number | null, reason: string) => {
    void change(order, (stored) => ({ [kind]: corrected, reasons: { ...stored.reasons, [kind]: reason } }));
    onClose();
  };
  return (
    <Sheet title={t("correct_title", { what: t(WORDS[kind]) })} sub={t("by_stamps", { n: stamped(order, draft, kind) })} onClose={onClose}>
      <div class="line"><label class="grow strong" for="corrected">{t(WORDS[kind])}</label>
        <input class="in num" id="corrected" inputMode="numeric" value={minutes} onInput={(event) => setMinutes(event.currentTarget.value)} /><span class="unit">min</span></div>
      <span class="strong">{t("correct_why")}</span>
      <div class="chips" role="radiogroup" aria-label={t("correct_why")}>
        {WHY.map((word) => <button key={word} type="button" role="radio" class="chip tap" aria-checked={why === t(word)} onClick={() => setWhy(t(word))}>{t(word)}</button>)}
      </div>
      <label class="stack snug"><span class="mini">{t("note_label")}</span><input class="in" id="why" maxLength={200} value={why} onInput={(event) => setWhy(event.currentTarget.value)} /></label>
      {draft[kind] !== null && <button type="button" class="btn" onClick={() => save(null, "")}>{t("use_stamps")}</button>}
      <MainButton disabled={value === null || !why.trim()} onClick={() => save(value, why.trim())}>{why.trim() ? t("use_minutes", { n: value ?? 0 }) : t("say_why")}</MainButton>
    </Sheet>
  );
}

function words(order: Order, draft: Draft, kind: Kind): string {
  const { visit } = order;
  if (draft[kind] !== null) return `${t("by_stamps", { n: stamped(order, draft, kind) })} · ${draft.reasons[kind]}`;
  const [from, until] = kind === "travel" ? [visit.travelling_at, visit.on_site_at] : [visit.on_site_at, endOf(draft)];
  const rested = kind === "labour" ? Math.round(pausedMs(visit, endOf(draft)) / 60_000) : 0;
  return [from && until && t("times_of", { from: clock(from), until: clock(until) }), rested > 0 && t("paused_n", { n: rested })].filter(Boolean).join(" · ");
}

export function Times({ order, draft }: { order: Order; draft: Draft }) {
  const [correcting, setCorrecting] = useState<Kind | null>(null);
  return (
    <section class="card flush split">
      <Head title={t("times")} />
      {(["travel", "labour"] as const).map((kind) => (
        <Row key={kind} id={`time-${kind}`} icon={kind === "travel" ? "car" : "clock"} title={t(WORDS[kind])} sub={words(order, draft, kind)} onClick={() => setCorrecting(kind)}
          end={<b>{t("minutes", { n: draft[kind] ?? stamped(order, draft, kind) })}</b>} />
      ))}
      {correcting && <Correct order={order} draft={draft} kind={correcting} onClose={() => setCorrecting(null)} />}
    </section>
  );
}
