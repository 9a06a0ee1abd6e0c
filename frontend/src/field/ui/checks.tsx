// Checklist: pass or fail, a measurement with its allowed band, a choice, or text.
import type { CSSProperties } from "preact";
import { change, verdict } from "../draft";
import { pick, t } from "../i18n";
import type { Answer, CheckItem, Checklist, Draft, Names, Order } from "../types";
import { Head, Icon, Segments, useTyped } from "./basic";

const round = (value: number): number => Number(value.toFixed(3));

function limits(item: CheckItem): string {
  const { min, max } = item;
  if (min != null && max != null) return t("passes", { min, max });
  if (min != null) return t("passes_min", { min });
  return max != null ? t("passes_max", { max }) : "";
}

/** The band in the middle of the scale, with as much room on both sides. */
function scale(item: CheckItem): (value: number) => number {
  const low = item.min ?? item.max! - Math.max(1, Math.abs(item.max!));
  const high = item.max ?? item.min! + Math.max(1, Math.abs(item.min!));
  const span = high - low || 1;
  return (value) => Math.max(1, Math.min(99, 100 * ((value - low + span * 1.2) / (span * 3.4))));
}

function Gauge({ item, answer }: { item: CheckItem; answer: number }) {
  if (item.min == null && item.max == null) return null;
  const at = scale(item);
  const from = item.min == null ? 0 : at(item.min);
  const to = item.max == null ? 100 : at(item.max);
  const style = { "--a": `${from}%`, "--b": `${to}%`, "--v": `${at(answer)}%` } as CSSProperties;
  const mark = (value: number) => <span style={{ "--p": `${at(value)}%` } as CSSProperties}>{value}</span>;
  return <div class="gauge" aria-hidden="true" style={style}><i /><b />{item.min != null && mark(item.min)}{item.max != null && mark(item.max)}</div>;
}

function Verdict({ item, answer }: { item: CheckItem; answer: Answer | undefined }) {
  const result = verdict(item, answer);
  if (result === "open") return null;
  if (result === "ok") return <p class="sla grn gap-t" role="status"><Icon name="check" /> {t("ok")}</p>;
  const words = result === "low" ? t("low_by", { n: round(item.min! - Number(answer)) }) : t("high_by", { n: round(Number(answer) - item.max!) });
  return <p class="sla red gap-t" role="status"><Icon name="alert" /> {words}</p>;
}

interface Props {
  item: CheckItem;
  answer: Answer | undefined;
  onAnswer: (answer: Answer) => void;
}

function Measure({ item, answer, onAnswer }: Props) {
  const id = `in-${item.code}`;
  const typed = useTyped(answer === undefined ? "" : String(answer), (raw) => {
    const text = raw.replace(",", ".").trim();
    if (text === "" || Number.isFinite(Number(text))) onAnswer(text === "" ? "" : Number(text));
  });
  return (
    <>
      <div class="line">
        <label class="grow" for={id}><b>{pick(item)}</b><small class="blk">{limits(item)}</small></label>
        <input class="in num" id={id} inputMode="decimal" aria-invalid={["low", "high"].includes(verdict(item, answer))} {...typed} />
        <span class="unit">{item.unit}</span>
      </div>
      {typeof answer === "number" && <Gauge item={item} answer={answer} />}
      <Verdict item={item} answer={answer} />
    </>
  );
}

function Words({ item, answer, onAnswer }: Props) {
  const typed = useTyped(String(answer ?? ""), onAnswer);
  return <label class="stack snug"><b>{pick(item)}</b><input class="in" maxLength={500} {...typed} /></label>;
}

const choiceWords = (choice: string | Names): string => (typeof choice === "string" ? choice : pick(choice));
const choiceKey = (choice: string | Names): string => (typeof choice === "string" ? choice : choice.zh);

function Question({ item, answer, onAnswer }: Props) {
  if (item.kind === "number") return <Measure item={item} answer={answer} onAnswer={onAnswer} />;
  if (item.kind === "text") return <Words item={item} answer={answer} onAnswer={onAnswer} />;
  const options: [string, string][] = item.kind === "bool" ? [["yes", t("yes")], ["no", t("no")]] : (item.choices ?? []).map((choice) => [choiceKey(choice), choiceWords(choice)]);
  const value = item.kind === "bool" ? (answer === undefined ? undefined : answer ? "yes" : "no") : (answer as string | undefined);
  return (
    <div class="stack snug">
      <b>{pick(item)}</b>
      <Segments label={pick(item)} options={options} value={value} onPick={(picked) => onAnswer(item.kind === "bool" ? picked === "yes" : picked)} />
    </div>
  );
}

export function Checks({ order, draft, list }: { order: Order; draft: Draft; list: Checklist }) {
  const answered = list.items.filter((item) => verdict(item, draft.answers[item.code]) !== "open").length;
  return (
    <section class="card flush split">
      <Head title={t("checks")} end={`${answered} / ${list.items.length}`} />
      {list.items.map((item) => (
        <div class="pad" key={item.code} id={`check-${item.code}`}>
          <Question item={item} answer={draft.answers[item.code]} onAnswer={(answer) => void change(order, (stored) => ({ answers: { ...stored.answers, [item.code]: answer } }))} />
        </div>
      ))}
    </section>
  );
}
