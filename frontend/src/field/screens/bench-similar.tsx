// What helped in cases like this one; it came with the day, so it is there without a network.
import { KINDS, change } from "../draft";
import { w } from "../diagnosis/words";
import { isoDay } from "../format";
import { pick } from "../i18n";
import { mayRecord } from "../next";
import { go } from "../router";
import { codesOf, section } from "../store";
import type { Fix, Order } from "../types";
import { Button, Icon, Track } from "../ui/basic";
import { SyncState, Top, say } from "../ui/frame";
import "../diagnosis/bench.css";

const wordsOf = (fix: Fix): string => [fix.object, fix.cause].flatMap((code) => (code ? [pick(code)] : [])).join(" · ");

/** The fix's codes go into the record's draft. */
async function use(order: Order, fix: Fix): Promise<void> {
  const codes = codesOf(order.category);
  const found = KINDS.flatMap((kind) => (kind === "symptom" ? [] : codes.filter((code) => code.kind === kind && code.code === fix[kind]?.code)));
  await change(order, Object.fromEntries(found.map((code) => [code.kind, code.id])));
  say({ text: w("used") });
  go(`/order/${order.uid}/record`);
}

function OneFix({ order, fix, rank }: { order: Order; fix: Fix; rank: number }) {
  const onSite = mayRecord(order);
  const figures = `${w("lasted", `${fix.lasted}/${fix.tried}`)} · ${fix.percent}%`;
  return (
    <li class="fix">
      <div class="line"><span class="rank">{rank}</span><span class="grow"><b>{wordsOf(fix)}</b>{fix.action && <span class="blk">{pick(fix.action)}</span>}</span></div>
      <Track value={fix.percent} label={figures} />
      <small>{figures}</small>
      {fix.examples.length > 0 && (
        <details><summary><Icon name="down" /> {w("my_cases", fix.examples.length)}</summary>
          {fix.examples.map((past) => <div class="past" key={past.case}><b>{past.title}</b>{past.result && <p>{past.result}</p>}<small>{past.case} · {isoDay(past.at)}</small></div>)}</details>
      )}
      {onSite && <Button icon="clipboard" onClick={() => use(order, fix)}>{w("use_fix")}</Button>}
    </li>
  );
}

export function BenchSimilar({ order }: { order: Order }) {
  const fixes = section("similar")?.[order.uid] ?? [];
  return (
    <div>
      <Top back={`/order/${order.uid}/diagnosis`} title={w("similar")} sub={order.title}><SyncState short /></Top>
      <main>
        <p class="dim mini">{w("similar_rank")}</p>
        {fixes.length
          ? <ol class="card flush split">{fixes.map((fix, index) => <OneFix key={index} order={order} fix={fix} rank={index + 1} />)}</ol>
          : <section class="card mid"><Icon name="clock" /><h3>{w("no_similar")}</h3><p class="dim">{w("no_similar_text")}</p></section>}
      </main>
    </div>
  );
}
