// A device's log on the phone: chosen or pasted, searched here, what matters goes to the case.
import { useState } from "preact/hooks";
import { NoLog, readLog, type LogTrouble } from "../diagnosis/logs";
import { Source } from "../diagnosis/parts";
import { latest } from "../diagnosis/findings";
import { foundOn, noted } from "../diagnosis/record";
import { w } from "../diagnosis/words";
import { bytes, clockOrDay } from "../format";
import { pick } from "../i18n";
import { knowledgeOf, minute } from "../store";
import type { Finding, LogMatch, Order } from "../types";
import { Button, Icon } from "../ui/basic";
import { Dock, SyncState, Top } from "../ui/frame";
import type { IconName } from "../icons";

const SIGNS: Record<LogMatch["tone"], [IconName, string]> = { danger: ["alert", "red"], urgent: ["alert", "amb"], info: ["bulb", ""] };
const LINES_SHOWN = 12;
const LONGEST_NAME = 120;

function Match({ order, match }: { order: Order; match: LogMatch }) {
  const [icon, tone] = SIGNS[match.tone];
  const when = match.last === match.first ? match.first : `${match.first} – ${match.last}`;
  return (
    <div class="fix">
      <div class="line"><Icon name={icon} tone={tone} /><b class="grow">{pick(match)}</b><b>×{match.count}</b></div>
      {when && <small>{when}</small>}
      <p>{pick(match.advice)}</p>
      <div>{match.samples.map((sample, index) => <code class="logline" key={index}>{sample}</code>)}</div>
      <small>{w("in_lines", match.lines.slice(0, LINES_SHOWN).join(w("comma")) + (match.lines.length > LINES_SHOWN ? "…" : ""))}</small>
      {match.tree && <Button icon="road" to={`/order/${order.uid}/diagnosis/${match.tree}`}>{w("to_tree")}</Button>}
    </div>
  );
}

function Found({ order, finding }: { order: Order; finding: Finding }) {
  const { matches = [], lines = 0, size = 0 } = finding.data!;
  return (
    <section class="card flush split" aria-label={finding.answer}>
      <div class="hd"><h2 class="clip grow ink">{finding.answer}</h2><span class="end">{bytes(size)} · {w("log_lines", lines)}</span></div>
      {matches.map((match) => <Match key={match.code} order={order} match={match} />)}
      {!matches.length && <p class="line pad grn strong"><Icon name="circleCheck" /> {w("log_clean")}</p>}
      <p class="pad"><small>{[finding.who, clockOrDay(finding.at, minute.value)].filter(Boolean).join(" · ")}</small></p>
    </section>
  );
}

export function BenchLog({ order }: { order: Order }) {
  const known = knowledgeOf(order.category);
  const [trouble, setTrouble] = useState<LogTrouble | null>(null);
  const [busy, setBusy] = useState(false);
  const finding = latest(foundOn(order), "log");
  const read = async (data: Uint8Array<ArrayBuffer>, name: string) => {
    setTrouble(null);
    setBusy(true);
    try {
      const found = await readLog(data, known.patterns);
      const matches = found.matches.map(({ code, count, lines, samples, first, last }) => ({ code, count, lines, samples, first, last }));
      await noted("read_log", order, { ...found, matches, name: name.slice(-LONGEST_NAME), version: known.version });
    } catch (error) {
      if (!(error instanceof NoLog)) throw error;
      setTrouble(error.code);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="has-dock">
      <Top back={`/order/${order.uid}/diagnosis`} title={w("log")} sub={order.title}><SyncState short /></Top>
      <main>
        {trouble && <p class="card edge-red line red strong" role="alert"><Icon name="alert" /><span class="grow">{w(trouble)}</span></p>}
        {busy && <p class="card line" role="status"><Icon name="hourglass" /> {w("reading")}</p>}
        {finding && <Found order={order} finding={finding} />}
        {finding || busy ? <p class="dim mini">{w("log_keep")}</p> : <div class="nothing"><Icon name="file" /><h2 class="ink">{w("log_hint", known.patterns.length)}</h2><p class="dim">{w("log_keep")}</p></div>}
      </main>
      <Dock><div class="grow"><Source paste={w("log")} onRead={(data, name) => void read(data, name)} /></div></Dock>
    </div>
  );
}
