// The device beside a healthy unit of its model: values typed or read from what it prints, differences marked at once.
import { compareUnits, parseEntries, valueOf } from "../diagnosis/compare";
import { useKept } from "../diagnosis/kept";
import { Judged, Source } from "../diagnosis/parts";
import { noted } from "../diagnosis/record";
import { w } from "../diagnosis/words";
import { knowledgeOf } from "../store";
import type { Compared, Order, Reference } from "../types";
import { Dock, MainButton, SyncState, Top, say } from "../ui/frame";

type Values = Record<string, string>;

const LONGEST = 120;

/** What the phone knows of the device's versions, under the names of the healthy unit. */
function knownValues(order: Order, names: string[]): Values {
  const versions = Object.entries(order.asset?.versions ?? {}).map(([name, value]): [string, string] => [name, String(value)]);
  return Object.fromEntries(names.map((name) => [name, valueOf(versions, name)]));
}

function Line({ row, onInput }: { row: Compared; onInput: (value: string) => void }) {
  return (
    <li class={`beside ${row.state}`}>
      <b>{row.name}</b><Judged verdict={row.state} />
      <label><small>{w("healthy_value", row.healthy)}</small>
        <input class="in" value={row.ours} maxLength={LONGEST} aria-label={`${row.name} · ${w("ours")}`} placeholder={w("ours")} autocomplete="off" autocapitalize="off" spellcheck={false} onInput={(event) => onInput(event.currentTarget.value)} /></label>
    </li>
  );
}

function Compare({ order, healthy, model }: { order: Order; healthy: Reference; model: string }) {
  const names = [...new Set([...Object.keys(healthy.versions), ...Object.keys(healthy.configuration)])];
  const [values, setValues] = useKept<Values>(order, "compare", () => knownValues(order, names));
  if (!values) return null;
  const given = Object.fromEntries(names.map((name) => [name, (values[name] ?? "").trim()]).filter(([, value]) => value)) as Values;
  const states = new Map(compareUnits(healthy, { versions: given, configuration: given }).map((row) => [`${row.part} ${row.name}`, row]));
  const rows = (["versions", "configuration"] as const).flatMap((part) => Object.keys(healthy[part]).map((name) => ({ ...states.get(`${part} ${name}`)!, ours: values[name] ?? "" })));
  const differing = rows.filter((row) => row.state === "differs").length;
  const read = (data: Uint8Array<ArrayBuffer>) => {
    const found = parseEntries(new TextDecoder().decode(data));
    if (!found) return say({ text: w("text_too_long") });
    const taken = names.map((name): [string, string] => [name, valueOf(found, name)]).filter(([, value]) => value);
    setValues({ ...values, ...Object.fromEntries(taken) });
    say({ text: w("taken_n", taken.length) });
  };
  return (
    <>
      <main>
        <Source paste={w("compare")} onRead={read} />
        <p class="dim mini">{w("compare_how")}</p>
        <section class="card flush" aria-label={w("beside", model)}>
          <div class="hd"><h2>{w("beside", model)}</h2></div>
          <ul class="split">{rows.map((row) => <Line key={`${row.part} ${row.name}`} row={row} onInput={(value) => setValues({ ...values, [row.name]: value })} />)}</ul>
        </section>
      </main>
      <Dock><MainButton icon="merge" disabled={!Object.keys(given).length} hint={differing ? w("differing", differing) : w("none_differs")} onClick={() => noted("compare", order, { values: given, versions: {}, version: knowledgeOf(order.category).version })}>{w("do_compare")}</MainButton></Dock>
    </>
  );
}

export function BenchCompare({ order }: { order: Order }) {
  const model = order.asset?.product.model ?? "";
  const healthy = knowledgeOf(order.category).references[model];
  return (
    <div class="has-dock">
      <Top back={`/order/${order.uid}/diagnosis`} title={w("compare")} sub={order.title}><SyncState short /></Top>
      {healthy ? <Compare order={order} healthy={healthy} model={model} /> : <main><p class="dim">{w("no_reference")}</p></main>}
    </div>
  );
}
