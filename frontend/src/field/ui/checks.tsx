// Checklist: pass or fail, a measurement with its allowed band, a meter, a choice, or text. A result can ask for more.
import type { CSSProperties } from "preact";
import { NOT_APPLICABLE, verdict } from "../checklist";
import { askedOf, change, photosLacking, reasonKey, verdictOf } from "../draft";
import { day } from "../format";
import { pick, t, type Word } from "../i18n";
import { minute } from "../store";
import type { Answer, CheckItem, Checklist, Draft, LastReading, Names, Order } from "../types";
import { Chip, Head, Icon, Segments, useTyped } from "./basic";
import { StepPhotos } from "./photos";

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

/** Props of an input that takes a number, with comma or point. */
function useNumber(answer: Answer | undefined, onAnswer: (answer: Answer) => void) {
  return useTyped(answer === undefined ? "" : String(answer), (raw) => {
    const text = raw.replace(",", ".").trim();
    if (text === "" || Number.isFinite(Number(text))) onAnswer(text === "" ? "" : Number(text));
  });
}

/** Telephones show no minus beside the digits of a number. */
function Sign({ answer, onAnswer }: Omit<Props, "item">) {
  return <button type="button" class="ib edge" aria-label={t("sign_flip")} disabled={typeof answer !== "number"} onClick={() => onAnswer(-Number(answer))}>±</button>;
}

function Measure({ item, answer, onAnswer }: Props) {
  const signed = Math.min(item.min ?? 0, item.max ?? 0) < 0;
  const id = `in-${item.code}`;
  const typed = useNumber(answer, onAnswer);
  return (
    <>
      <div class="line">
        <label class="grow" for={id}><b>{pick(item)}</b><small class="blk">{limits(item)}</small></label>
        {signed && <Sign answer={answer} onAnswer={onAnswer} />}
        <input class="in num" id={id} inputMode="decimal" aria-invalid={["low", "high"].includes(verdict(item, answer))} {...typed} />
        <span class="unit">{item.unit}</span>
      </div>
      {typeof answer === "number" && <Gauge item={item} answer={answer} />}
      <Verdict item={item} answer={answer} />
    </>
  );
}

const DAY_MS = 86_400_000;

function Doubt({ last, value, kind, reason, onReason }: { last: LastReading; value: number; kind: "backwards" | "too_fast"; reason: string; onReason: (text: string) => void }) {
  const typed = useTyped(reason, onReason);
  const days = Math.ceil((minute.value - Date.parse(last.at)) / DAY_MS);
  return (
    <>
      <p class="sla red gap-t wrap" role="alert"><Icon name="alert" /> {t(`doubt_${kind}`, { n: round(Math.abs(value - last.value)), days })}</p>
      <label class="stack snug gap-t"><span class="mini">{t("doubt_why")}</span><input class="in" maxLength={200} {...typed} /></label>
    </>
  );
}

function Meter({ order, draft, item, answer, onAnswer }: Props & { order: Order; draft: Draft }) {
  const id = `in-${item.code}`;
  const typed = useNumber(answer, onAnswer);
  const last = order.asset?.meters?.[item.code];
  const found = verdictOf(order, item, answer);
  const words = last ? t("last_reading", { value: round(last.value), unit: item.unit ?? "", date: day(last.at) }) : t("no_last_reading");
  const doubted = found === "backwards" || found === "too_fast";
  const key = reasonKey(item);
  const explain = (text: string) => void change(order, (stored) => ({ reasons: { ...stored.reasons, [key]: text } }));
  return (
    <>
      <div class="line"><label class="grow" for={id}><b>{pick(item)}</b><small class="blk">{words}</small></label>
        <input class="in num" id={id} inputMode="decimal" aria-invalid={doubted} {...typed} /><span class="unit">{item.unit}</span></div>
      {doubted && last && typeof answer === "number"
        ? <Doubt last={last} value={answer} kind={found} reason={draft.reasons[key] ?? ""} onReason={explain} />
        : typeof answer === "number" && <p class="sla grn gap-t" role="status"><Icon name="check" /> {t("ok")}</p>}
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
  if (item.kind === "photo") return <b>{pick(item)}</b>;
  if (item.kind === "text") return <Words item={item} answer={answer} onAnswer={onAnswer} />;
  const options: [string, string][] = item.kind === "bool" ? [["yes", t("yes")], ["no", t("no")], [NOT_APPLICABLE, t("not_applicable")]] : (item.choices ?? []).map((choice) => [choiceKey(choice), choiceWords(choice)]);
  const value = typeof answer === "boolean" ? (answer ? "yes" : "no") : (answer as string | undefined);
  const given = (picked: string): Answer => (item.kind === "bool" && picked !== NOT_APPLICABLE ? picked === "yes" : picked);
  return (
    <div class="stack snug">
      <b>{pick(item)}</b>
      <Segments label={pick(item)} options={options} value={value} onPick={(picked) => onAnswer(given(picked))} />
    </div>
  );
}

/** Why a follow-up is asked: "pressure is low". */
function Because({ item, list, draft }: { item: CheckItem; list: Checklist; draft: Draft }) {
  const source = list.items.find((other) => other.code === item.when?.code);
  if (!source) return null;
  const found = verdict(source, draft.answers[source.code]);
  const word: Word = found === "low" || found === "high" || found === "bad" ? `because_${found}` : "because_ok";
  return <p class="gap-b"><Chip icon="plus" tone="amb">{t(word, { what: pick(source) })}</Chip></p>;
}

export function Checks({ order, draft, list }: { order: Order; draft: Draft; list: Checklist }) {
  const items = askedOf(order, draft);
  const answered = items.filter((item) => (item.kind === "photo" || verdict(item, draft.answers[item.code]) !== "open") && !photosLacking(order, draft, item)).length;
  return (
    <section class="card flush split">
      <Head title={t("checks")} end={`${answered} / ${items.length}`} />
      {items.map((item) => {
        const props = { item, answer: draft.answers[item.code], onAnswer: (answer: Answer) => void change(order, (stored) => ({ answers: { ...stored.answers, [item.code]: answer } })) };
        return (
          <div class="pad" key={item.code} id={`check-${item.code}`}>
            <Because item={item} list={list} draft={draft} />
            {item.kind === "meter" ? <Meter order={order} draft={draft} {...props} /> : <Question {...props} />}
            {!!item.photos && <StepPhotos order={order} draft={draft} item={item} />}
          </div>
        );
      })}
    </section>
  );
}
