// Pieces that the screens of the workbench share.
import { useRef, useState } from "preact/hooks";
import { clockOrDay } from "../format";
import { pick, t } from "../i18n";
import { knowledgeOf, minute } from "../store";
import type { Finding, Knowledge, Order } from "../types";
import type { IconName } from "../icons";
import { Button, Chip, Icon, Sheet } from "../ui/basic";
import { MainButton } from "../ui/frame";
import { w } from "./words";
import "./bench.css";

const CHIPS: Record<string, [IconName, string, Parameters<typeof w>[0]]> = {
  ok: ["check", "grn", "ok"], low: ["alert", "red", "low"], high: ["alert", "red", "high"], same: ["check", "grn", "same"], differs: ["alert", "red", "differs"], missing: ["open", "", "missing"],
};

/** How a value stands, by sign, word and colour. */
export function Judged({ verdict }: { verdict: string }) {
  const [icon, tone, word] = CHIPS[verdict] ?? CHIPS.missing!;
  return <Chip icon={icon} tone={tone}>{w(word)}</Chip>;
}

/** Text from a file or typed into a sheet; `read` gets its bytes. */
export function Source({ paste, onRead }: { paste: string; onRead: (bytes: Uint8Array<ArrayBuffer>, name: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const take = async (file: File | undefined) => {
    if (!file) return;
    onRead(new Uint8Array(await file.arrayBuffer()), file.name);
    input.current!.value = "";
  };
  const pasted = () => {
    onRead(new TextEncoder().encode(text), w("pasted"));
    setText("");
    setOpen(false);
  };
  return (
    <>
      <div class="acts">
        <Button icon="file" onClick={() => input.current?.click()}>{w("choose_file")}</Button>
        <Button icon="clipboard" onClick={() => setOpen(true)}>{w("paste")}</Button>
      </div>
      <input ref={input} type="file" hidden onChange={(event) => void take(event.currentTarget.files?.[0])} />
      {open && (
        <Sheet title={w("paste")} sub={paste} onClose={() => setOpen(false)}>
          <label><span class="sr">{w("paste")}</span><textarea class="in mono" rows={9} spellcheck={false} autocapitalize="off" value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>
          <MainButton icon="check" disabled={!text.trim()} onClick={pasted}>{w("take")}</MainButton>
        </Sheet>
      )}
    </>
  );
}

/** A finding's line: what was done, and what it showed. */
export function told(finding: Finding, known: Knowledge): [IconName, string, string] {
  const { kind, answer, data, step } = finding;
  if (kind === "fault") {
    const fault = known.faults.find((each) => each.code.toUpperCase() === answer.toUpperCase());
    return ["bulb", w("shows", answer), fault ? pick(fault) : w("no_code")];
  }
  if (kind === "log") return ["file", w("log_read", answer), data ? (data.matches!.map((match) => `${pick(match)} ×${match.count}`).join(w("comma")) || w("log_clean")) : ""];
  const brief = finding.verdict === "ok" ? w("ok") : w("deviates");
  if (kind === "comparison") return ["merge", w("compared", answer), data ? (data.differing ? w("differing", data.differing) : w("none_differs")) : brief];
  if (kind === "curve") {
    const curve = known.curves.find((each) => each.code === step);
    return ["chart", curve ? pick(curve) : step, data ? (data.off ? w("off", data.off) : w("all_inside")) : brief];
  }
  const found = known.trees.find((tree) => tree.code === finding.tree)?.steps[step];
  const choice = found?.choices?.find((each) => each.code === answer);
  return ["check", found ? pick(found) : step, !answer ? w("taken_back") : choice ? pick(choice) : `${answer} ${found?.unit ?? ""}`.trim()];
}

const SHOWN = 5;

/** All that is known, newest first: desk and engineer see the same. */
export function Known({ order, findings }: { order: Order; findings: Finding[] }) {
  const [all, setAll] = useState(false);
  if (!findings.length) return null;
  const rows = [...findings].reverse();
  return (
    <section class="card flush split" aria-label={w("known")}>
      <div class="hd"><h2>{w("known")}</h2><span class="end">{findings.length}</span></div>
      {(all ? rows : rows.slice(0, SHOWN)).map((finding) => {
        const [icon, what, shown] = told(finding, knowledgeOf(order.category));
        const bad = ["low", "high", "off", "urgent", "danger"].includes(finding.verdict);
        return (
          <div class="row" key={finding.uid}><Icon name={icon} tone={bad ? "amb" : ""} /><span class="grow">{what}{shown && <b class="blk">{shown}</b>}
            <span class="sub">{[finding.who, clockOrDay(finding.at, minute.value)].filter(Boolean).join(" · ")}</span></span></div>
        );
      })}
      {!all && rows.length > SHOWN && <Button kind="bare" onClick={() => setAll(true)}>{t("picker_all", { n: rows.length })}</Button>}
    </section>
  );
}
