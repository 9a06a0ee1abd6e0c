// The device beside a healthy unit of its model: values typed or read from what it prints, differences marked at once.
import { compareUnits, healthyOf, parseEntries, valueOf } from "../diagnosis/compare";
import { useKept } from "../diagnosis/kept";
import { Judged, Source } from "../diagnosis/parts";
import { noted } from "../diagnosis/record";
import { w } from "../diagnosis/words";
import { knowledgeOf } from "../store";
import type { Compared, Knowledge, Order, Unit } from "../types";
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

/** The model's reference, where there is one, or a healthy device. */
function With({ known, model, units, value, onPick }: { known: Knowledge; model: string; units: Unit[]; value: string; onPick: (serial: string) => void }) {
  return (
    <label class="stack snug"><span class="strong">{w("compare_with")}</span>
      <select class="in" value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        {known.references[model] && <option value="">{w("reference_of", model)}</option>}
        {units.map((unit) => <option key={unit.serial} value={unit.serial}>{w("unit", unit.serial)}</option>)}
      </select>
    </label>
  );
}

function Compare({ order, known, units }: { order: Order; known: Knowledge; units: Unit[] }) {
  const model = order.asset?.product.model ?? "";
  const [picked, setPicked] = useKept(order, "compare-with", () => "");
  const [typed, setTyped] = useKept<Values>(order, "compare", () => ({}));
  if (!typed || picked === undefined) return null;
  const first = known.references[model] ? "" : units[0]!.serial;
  const serial = units.find((unit) => unit.serial === picked)?.serial ?? first;
  const healthy = healthyOf(order, known, serial);
  const names = [...new Set([...Object.keys(healthy.versions), ...Object.keys(healthy.configuration)])];
  const values = { ...knownValues(order, names), ...typed };
  const given = Object.fromEntries(names.map((name) => [name, (values[name] ?? "").trim()]).filter(([, value]) => value)) as Values;
  const states = new Map(compareUnits(healthy, { versions: given, configuration: given }).map((row) => [`${row.part} ${row.name}`, row]));
  const rows = (["versions", "configuration"] as const).flatMap((part) => Object.keys(healthy[part]).map((name) => ({ ...states.get(`${part} ${name}`)!, ours: values[name] ?? "" })));
  const differing = rows.filter((row) => row.state === "differs").length;
  const title = serial ? w("unit", serial) : w("reference_of", model);
  const read = (data: Uint8Array<ArrayBuffer>) => {
    const found = parseEntries(new TextDecoder().decode(data));
    if (!found) return say({ text: w("text_too_long") });
    const taken = names.map((name): [string, string] => [name, valueOf(found, name)]).filter(([, value]) => value);
    setTyped({ ...typed, ...Object.fromEntries(taken) });
    say({ text: w("taken_n", taken.length) });
  };
  return (
    <>
      <main>
        {units.length > 0 && <With known={known} model={model} units={units} value={serial} onPick={setPicked} />}
        <Source paste={w("compare")} onRead={read} />
        <p class="dim mini">{w("compare_how")}</p>
        <section class="card flush" aria-label={title}>
          <div class="hd"><h2>{title}</h2></div>
          <ul class="split">{rows.map((row) => <Line key={`${row.part} ${row.name}`} row={row} onInput={(value) => setTyped({ ...typed, [row.name]: value })} />)}</ul>
        </section>
      </main>
      <Dock><MainButton icon="merge" disabled={!Object.keys(given).length} hint={differing ? w("differing", differing) : w("none_differs")} onClick={() => noted("compare", order, { values: given, versions: {}, version: known.version, serial })}>{w("do_compare")}</MainButton></Dock>
    </>
  );
}

export function BenchCompare({ order }: { order: Order }) {
  const model = order.asset?.product.model ?? "";
  const known = knowledgeOf(order.category);
  const units = (known.units[model] ?? []).filter((unit) => unit.serial !== order.asset?.serial);
  return (
    <div class="has-dock">
      <Top back={`/order/${order.uid}/diagnosis`} title={w("compare")} sub={order.title}><SyncState short /></Top>
      {known.references[model] || units.length ? <Compare order={order} known={known} units={units} /> : <main><p class="dim">{w("no_reference")}</p></main>}
    </div>
  );
}
