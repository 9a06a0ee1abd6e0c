// Guided fault trees and display codes on the phone; every answer is a command, so it works without a network.
import { useState } from "preact/hooks";
import { now } from "../clock";
import { healthyOf } from "../diagnosis/compare";
import { latest } from "../diagnosis/findings";
import { Judged, Known, told } from "../diagnosis/parts";
import { foundOn, noted, record } from "../diagnosis/record";
import { following, parsed, verdict, walk, type Stop } from "../diagnosis/walk";
import { w } from "../diagnosis/words";
import { KINDS, change } from "../draft";
import { clock } from "../format";
import { pick, t } from "../i18n";
import { mayRecord } from "../next";
import { go } from "../router";
import { codesOf, knowledgeOf, parts, section } from "../store";
import type { FaultTree, Finding, Knowledge, Order, TreeStep } from "../types";
import { Button, Head, Icon, Row, SearchBox, Segments, Sheet } from "../ui/basic";
import { MainButton, SyncState, Top, say } from "../ui/frame";

const MINUTE_MS = 60_000;

function span(step: TreeStep): string {
  const { min, max, unit } = step;
  const text = min == null ? `≤ ${max}` : max == null ? `≥ ${min}` : min === max ? `${min}` : `${min}–${max}`;
  return `${text} ${unit ?? ""}`.trim();
}

function answerOf({ step, finding }: Stop): string {
  const choice = step.choices?.find((each) => each.code === finding.answer);
  return choice ? pick(choice) : `${finding.answer} ${step.unit ?? ""}`;
}

function StopVerdict({ stop }: { stop: Stop }) {
  const value = stop.step.kind === "measure" ? parsed(stop.finding.answer) : null;
  return value === null ? null : <Judged verdict={verdict(stop.step, value)} />;
}

function Measure({ step, onAnswer }: { step: TreeStep; onAnswer: (answer: string) => void }) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const enter = () => (following(step, text) ? onAnswer(String(parsed(text))) : setWrong(true));
  return (
    <form class="stack" onSubmit={(event) => { event.preventDefault(); enter(); }}>
      <label class="line"><span class="sr">{w("value")}</span>
        <input class="in grow" inputMode="decimal" autocomplete="off" maxLength={20} value={text} aria-invalid={wrong} onInput={(event) => { setText(event.currentTarget.value); setWrong(false); }} /><b>{step.unit}</b></label>
      <small>{w("healthy", span(step))}</small>
      {wrong && <p class="sla red" role="alert"><Icon name="alert" /> {w("not_number")}</p>}
      <MainButton icon="check" onClick={enter}>{w("enter")}</MainButton>
    </form>
  );
}

function Outcome({ order, step }: { order: Order; step: TreeStep }) {
  const codes = codesOf(order.category);
  const found = KINDS.map((kind) => step.codes?.[kind]).map((code) => codes.find((each) => each.code === code)).filter((code) => code !== undefined);
  const wanted = (step.parts ?? []).map((number) => [...parts.value.values()].find((part) => part.number === number)).filter((part) => part !== undefined);
  const onSite = mayRecord(order);
  const use = async () => {
    await change(order, Object.fromEntries(found.map((code) => [code.kind, code.id])));
    say({ text: w("used") });
    go(`/order/${order.uid}/record`);
  };
  return (
    <section class="card">
      <p class="line grn strong"><Icon name="circleCheck" /> {w("conclusion")}</p>
      <h1>{pick(step)}</h1>
      {step.hint && <p class="dim">{pick(step.hint)}</p>}
      <dl class="kv">{found.map((code) => <><dt>{t(code.kind)}</dt><dd><b>{pick(code)}</b></dd></>)}</dl>
      {wanted.length > 0 && <div><small class="blk">{w("parts")}</small>{wanted.map((part) => <Row key={part.id} icon="part" title={<b>{pick(part)}</b>} sub={part.number} to={`/order/${order.uid}/parts/${part.id}`} />)}</div>}
      {onSite && found.length > 0 && <MainButton icon="clipboard" onClick={use}>{w("use")}</MainButton>}
    </section>
  );
}

function Tree({ order, tree, version, findings }: { order: Order; tree: FaultTree; version: number; findings: Finding[] }) {
  const { path, code, step } = walk(tree, findings);
  const answer = (at: string, value: string) => void record("diagnose", order, { tree: tree.code, step: at, answer: value, version });
  return (
    <>
      {step.kind === "outcome" ? <Outcome order={order} step={step} /> : (
        <section class="card" key={code}>
          <div><small class="blk">{pick(tree)} · {path.length + 1}</small><h1>{pick(step)}</h1>{step.hint && <p class="dim">{pick(step.hint)}</p>}</div>
          {step.kind === "question"
            ? <div class="stack">{step.choices!.map((choice) => <Button key={choice.code} onClick={() => answer(code, choice.code)}>{pick(choice)}</Button>)}</div>
            : <Measure key={code} step={step} onAnswer={(value) => answer(code, value)} />}
        </section>
      )}
      {path.length > 0 && (
        <section class="card flush split">
          <Head title={w("path")} end={path.length} />
          {[...path].reverse().map((stop, index) => (
            <div class="row" key={stop.code}><span class="grow"><span class="sub">{pick(stop.step)}</span><b>{answerOf(stop)}</b> <StopVerdict stop={stop} /><span class="sub">{[stop.finding.who, clock(stop.finding.at)].filter(Boolean).join(" · ")}</span></span>
              {index === 0 && <Button onClick={() => answer(stop.code, "")}>{w("undo")}</Button>}</div>
          ))}
        </section>
      )}
    </>
  );
}

function Codes({ order, known }: { order: Order; known: Knowledge }) {
  const [query, setQuery] = useState(order.device_code);
  const wanted = query.trim().toLowerCase();
  const found = wanted ? known.faults.filter((fault) => [fault.code, fault.zh, fault.en].some((text) => text.toLowerCase().includes(wanted))).slice(0, 8) : [];
  const note = async (code: string) => {
    await noted("fault_shown", order, { code: code.trim().toUpperCase().slice(0, 20) });
  };
  return (
    <section class="card flush split">
      <Head title={w("codes")} />
      <div class="pad"><SearchBox value={query} label={w("find_code")} placeholder={w("find_code")} onInput={setQuery} /></div>
      {found.map((fault) => (
        <Row key={fault.code} icon="bulb" title={<b>{fault.code} · {pick(fault)}</b>} sub={pick(fault.advice)} onClick={() => { void note(fault.code); if (fault.tree) go(`/order/${order.uid}/diagnosis/${fault.tree}`); }} />
      ))}
      {wanted && !found.length && <Row icon="plus" title={w("note_code", query.trim().toUpperCase())} sub={w("no_code")} onClick={() => void note(query)} />}
    </section>
  );
}

const MEANS = ["phone", "video", "screen"] as const;
const LENGTHS = ["5", "15", "30", "60"] as const;

function Remote({ order, onClose }: { order: Order; onClose: () => void }) {
  const [means, setMeans] = useState<(typeof MEANS)[number]>("phone");
  const [length, setLength] = useState<(typeof LENGTHS)[number]>("15");
  const [done, setDone] = useState("");
  const save = async () => {
    const started_at = new Date(now() - Number(length) * MINUTE_MS).toISOString();
    await noted("remote_work", order, { means, done: done.trim(), started_at, agreed_by: order.customer.name.slice(0, 80) });
    onClose();
  };
  return (
    <Sheet title={w("remote")} sub={order.title} onClose={onClose}>
      <Segments label={w("means")} options={MEANS.map((each) => [each, w(each)])} value={means} onPick={setMeans} />
      <Segments label={w("began", length)} options={LENGTHS.map((each) => [each, t("minutes", { n: each })])} value={length} onPick={setLength} />
      <small>{w("began", length)}</small>
      <label class="stack snug"><span class="strong">{w("done")}</span><textarea class="in" rows={3} maxLength={2000} value={done} onInput={(event) => setDone(event.currentTarget.value)} /></label>
      <MainButton icon="check" disabled={!done.trim()} onClick={save}>{w("save")}</MainButton>
    </Sheet>
  );
}

/** The ways to measure and compare that there are for this device, with what they showed last. */
function Tools({ order, known, findings }: { order: Order; known: Knowledge; findings: Finding[] }) {
  const shown = (finding: Finding | undefined, hint: string): string => (finding ? told(finding, known)[2] : hint);
  const healthy = healthyOf(order, known, "");
  const count = Object.keys(healthy.versions).length + Object.keys(healthy.configuration).length;
  const units = known.units[order.asset?.product.model ?? ""]?.length ?? 0;
  const best = section("similar")?.[order.uid]?.[0];
  const base = `/order/${order.uid}`;
  return (
    <section class="card flush split">
      <Head title={w("more_tools")} />
      <Row icon="clock" title={<b>{w("similar")}</b>} sub={best ? [best.object, best.action].flatMap((code) => (code ? [pick(code)] : [])).join(" → ") + ` · ${best.lasted}/${best.tried}` : w("similar_hint")} to={`${base}/similar`} />
      {known.patterns.length > 0 && <Row icon="file" title={<b>{w("log")}</b>} sub={shown(latest(findings, "log"), w("log_hint", known.patterns.length))} to={`${base}/log`} />}
      {(count > 0 || units > 0) && <Row icon="merge" title={<b>{w("compare")}</b>} sub={shown(latest(findings, "comparison"), count ? w("compare_hint", count) : w("units_n", units))} to={`${base}/compare`} />}
      {known.curves.length > 0 && <Row icon="chart" title={<b>{w("curves")}</b>} sub={shown(findings.filter((finding) => finding.kind === "curve" && finding.data).at(-1), w("curves_hint"))} to={`${base}/curves`} />}
    </section>
  );
}

/** Trees first that fit the symptom. */
function sorted(order: Order, known: Knowledge): FaultTree[] {
  const symptom = codesOf(order.category).find((code) => code.id === order.symptom)?.code ?? "";
  return [...known.trees].sort((a, b) => Number(b.symptoms.includes(symptom)) - Number(a.symptoms.includes(symptom)));
}

function Choice({ order, known, findings }: { order: Order; known: Knowledge; findings: Finding[] }) {
  const symptom = codesOf(order.category).find((code) => code.id === order.symptom)?.code ?? "";
  const [remote, setRemote] = useState(false);
  return (
    <>
      {known.trees.length > 0 && (
        <section class="card flush split">
          <Head title={w("choose")} />
          {sorted(order, known).map((tree) => {
            const begun = walk(tree, findings).path.length > 0;
            const sub = [tree.symptoms.includes(symptom) && w("fits"), begun && w("begun")].filter(Boolean).join(" · ");
            return <Row key={tree.code} icon={begun ? "circleCheck" : "open"} tone={tree.symptoms.includes(symptom) ? "pri" : ""} title={<b>{pick(tree)}</b>} sub={sub} to={`/order/${order.uid}/diagnosis/${tree.code}`} />;
          })}
        </section>
      )}
      <Codes order={order} known={known} />
      <Tools order={order} known={known} findings={findings} />
      <section class="card flush"><Row icon="phone" title={<b>{w("remote")}</b>} sub={w("remote_hint")} onClick={() => setRemote(true)} /></section>
      <Known order={order} findings={findings} />
      {remote && <Remote order={order} onClose={() => setRemote(false)} />}
    </>
  );
}

export function DiagnosisScreen({ order, tree: code }: { order: Order; tree: string | undefined }) {
  const known = knowledgeOf(order.category);
  const findings = foundOn(order);
  const tree = known.trees.find((each) => each.code === code);
  return (
    <div>
      <Top named={Boolean(tree)} back={`/order/${order.uid}${tree ? "/diagnosis" : ""}`} title={t("diagnosis")} sub={order.title}><SyncState short /></Top>
      <main>{tree ? <Tree order={order} tree={tree} version={known.version} findings={findings} /> : <Choice order={order} known={known} findings={findings} />}</main>
    </div>
  );
}
