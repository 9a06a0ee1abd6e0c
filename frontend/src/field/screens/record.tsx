// The service record: codes that narrow, checks with limits, parts from the van, photos, the result.
import { useState } from "preact/hooks";
import { KINDS, change, choices, draftFor, expectedMinutes, linesOf, missing, type Missing } from "../draft";
import { clock } from "../format";
import { pick, t } from "../i18n";
import { go } from "../router";
import { checklistOf, codesOf } from "../store";
import type { CodeKind, Draft, Order } from "../types";
import { Head, Icon, Row, Segments, useTyped } from "../ui/basic";
import { Dock, MainButton, Top } from "../ui/frame";
import { MoreSheets, type SheetName } from "../ui/more";
import { Checks } from "../ui/checks";
import { Estimate } from "../ui/costs";
import { PartsUsed } from "../ui/parts-used";
import { Photos } from "../ui/photos";
import { CodePicker } from "../ui/picker";

function AssetRow({ order, draft }: { order: Order; draft: Draft }) {
  const same = draft.serial === order.asset?.serial || (!!draft.serial && draft.serial === order.asset?.barcode);
  const words = !draft.serial ? t("serial_scan") : t(same ? "serial_same" : order.assets.some((a) => a.serial === draft.serial) ? "serial_site" : "serial_other");
  return (
    <section class="card flush">
      <Row id="asset" icon={draft.serial ? "circleCheck" : "scan"} tone={draft.serial ? (same ? "grn" : "amb") : "pri"} on={!draft.serial} to={`/order/${order.uid}/scan/asset`}
        title={<><span class="sub">{t("serial")}</span><b class={draft.serial ? "" : "pri"}>{draft.serial || words}</b></>} sub={draft.serial ? words : order.asset ? pick(order.asset.product) : undefined} />
    </section>
  );
}

function Codes({ order, draft, onPick }: { order: Order; draft: Draft; onPick: (kind: CodeKind) => void }) {
  const codes = codesOf(order.category);
  const next = KINDS.find((kind) => draft[kind] === null);
  if (!codes.length) return null;
  return (
    <section class="card flush split">
      <Head title={t("codes")} end={`${KINDS.filter((kind) => draft[kind] !== null).length} / ${KINDS.length}`} />
      {KINDS.map((kind) => {
        const code = codes.find((entry) => entry.id === draft[kind]);
        const end = <small>{code ? code.code : t("common_n", { n: choices(order, draft, kind).narrowed.length })}</small>;
        return (
          <Row key={kind} id={`code-${kind}`} icon={code ? "circleCheck" : "open"} tone={code ? "grn" : kind === next ? "pri" : ""} on={kind === next} onClick={() => onPick(kind)} end={end}
            title={<><span class="sub">{t(kind)}</span><b class={code ? "" : "pri"}>{code ? pick(code) : t("choose")}</b></>} />
        );
      })}
    </section>
  );
}

function Result({ order, draft }: { order: Order; draft: Draft }) {
  const typed = useTyped(draft.result, (result) => void change(order, { result }));
  return (
    <section class="card">
      <label class="stack snug"><span class="strong">{t("result")}</span>
        <textarea class="in" id="result" rows={3} maxLength={4000} placeholder={t("result_hint")} {...typed} />
      </label>
      <div class="stack snug">
        <span class="strong">{t("solved")}</span>
        <Segments label={t("solved")} options={[["yes", t("solved_yes")], ["no", t("solved_no")]]} value={draft.solved ? "yes" : "no"} onPick={(value) => void change(order, { solved: value === "yes" })} />
        {!draft.solved && <p class="sla amb"><Icon name="refresh" /> {t("solved_no_hint")}</p>}
      </div>
    </section>
  );
}

function NextButton({ order, open, onPick }: { order: Order; open: Missing[]; onPick: (kind: CodeKind) => void }) {
  const first = open[0];
  if (!first) return <MainButton icon="right" hint={t("to_finish_hint")} onClick={() => go(`/order/${order.uid}/finish`)}>{t("to_finish")}</MainButton>;
  const fill = () => {
    if (first.target === "asset") return go(`/order/${order.uid}/scan/asset`);
    if (first.target.startsWith("code-")) return onPick(first.target.slice(5) as CodeKind);
    const place = document.getElementById(first.target);
    place?.scrollIntoView({ block: "center", behavior: "smooth" });
    (place?.querySelector<HTMLElement>("input, button, textarea") ?? place)?.focus();
  };
  return <MainButton onClick={fill}>{t("fill_next", { what: first.what })}</MainButton>;
}

export function RecordScreen({ order }: { order: Order }) {
  const [picking, setPicking] = useState<CodeKind | null>(null);
  const [sheet, setSheet] = useState<SheetName | null>(null);
  const draft = draftFor(order);
  const open = missing(order, draft);
  const list = checklistOf(order);
  const note = open.length > 0 && <><Icon name="open" /> <span class="clip">{t("missing_n", { n: open.length, what: open.map((entry) => entry.what).join(" · ") })}</span></>;
  return (
    <div class={`has-dock ${open.length ? "tall-dock" : ""}`}>
      <Top back={`/order/${order.uid}`} title={t("record")} sub={order.title}>
        <span class="sync" role="status"><Icon name="floppy" /> {draft.savedAt ? t("saved_at", { time: clock(draft.savedAt) }) : t("not_saved")}</span>
      </Top>
      <main>
        <AssetRow order={order} draft={draft} />
        <Codes order={order} draft={draft} onPick={setPicking} />
        {list && <Checks order={order} draft={draft} list={list} />}
        <PartsUsed order={order} draft={draft} />
        <Estimate order={order} draft={draft} lines={linesOf(order, draft, expectedMinutes(order, draft))} />
        <Photos order={order} />
        <Result order={order} draft={draft} />
      </main>
      <Dock note={note} more={() => setSheet("more")}><NextButton order={order} open={open} onPick={setPicking} /></Dock>
      {picking && <CodePicker order={order} draft={draft} kind={picking} onClose={() => setPicking(null)} onNext={setPicking} />}
      {sheet && <MoreSheets order={order} name={sheet} onPick={setSheet} onClose={() => setSheet(null)} />}
    </div>
  );
}
