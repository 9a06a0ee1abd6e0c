// A measured curve: one value for each point of the form, judged and drawn while it is typed.
import { useState } from "preact/hooks";
import { HEIGHT, LEFT, MAX_POINTS, WIDTH, drawing, judge, limitAt, verdictAt, type Point } from "../diagnosis/curve";
import { useKept } from "../diagnosis/kept";
import { Judged } from "../diagnosis/parts";
import { latest } from "../diagnosis/findings";
import { foundOn, noted } from "../diagnosis/record";
import { parsed } from "../diagnosis/walk";
import { w } from "../diagnosis/words";
import { clockOrDay } from "../format";
import { pick } from "../i18n";
import { knowledgeOf, minute } from "../store";
import type { Curve, JudgedPoint, Order } from "../types";
import { Button, IconButton } from "../ui/basic";
import { Dock, MainButton, SyncState, Top } from "../ui/frame";

/** A row as typed; points of the form have their x fixed. */
interface Typed {
  x: string;
  y: string;
  own?: boolean;
}

const begin = (curve: Curve): Typed[] => [...new Set(curve.points.map((point) => point.x))].map((x) => ({ x: String(x), y: "" }));

const pointOf = ({ x, y }: Typed): Point | null => {
  const [across, up] = [parsed(x), parsed(y)];
  return across === null || up === null ? null : [across, up];
};

const trimmed = (value: number): string => String(Number(value.toPrecision(4)));

function span(curve: Curve, x: number): string {
  const [low, high] = [limitAt(curve, "min", x), limitAt(curve, "max", x)];
  if (low === null) return high === null ? "" : `≤ ${trimmed(high)}`;
  return high === null ? `≥ ${trimmed(low)}` : `${trimmed(low)} … ${trimmed(high)}`;
}

function Chart({ curve, points }: { curve: Curve; points: JudgedPoint[] }) {
  const drawn = drawing(curve, points);
  const off = points.filter((point) => point.verdict !== "ok").length;
  return (
    <figure>
      <small>{pick(curve.y)}</small>
      <svg class="curve" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${pick(curve)}: ${off ? w("off", off) : w("all_inside")}`}>
        <polygon class="band" points={drawn.band} />
        <line class="axis" x1={LEFT} y1={HEIGHT - 24} x2={WIDTH - 12} y2={HEIGHT - 24} />
        {drawn.across.map(({ at, text }) => <text key={at} x={at} y={HEIGHT - 8} text-anchor="middle">{text}</text>)}
        {drawn.up.map(({ at, text }) => <text key={at} x={LEFT - 6} y={at + 4} text-anchor="end">{text}</text>)}
        <polyline class="measured" points={drawn.line} />
        {drawn.dots.map(({ at, verdict, x }, index) => (verdict === "ok" ? <circle key={index} cx={at[0]} cy={at[1]} r="4.5" /> : <rect key={`${x} ${index}`} class="out" x={at[0] - 5.5} y={at[1] - 5.5} width="11" height="11" transform={`rotate(45 ${at[0]} ${at[1]})`} />))}
      </svg>
      <figcaption class="line"><small class="grow">{w("band")}</small><small>{pick(curve.x)}</small></figcaption>
    </figure>
  );
}

function Row({ curve, row, onChange, onRemove }: { curve: Curve; row: Typed; onChange: (row: Typed) => void; onRemove: () => void }) {
  const [x, y] = [parsed(row.x), parsed(row.y)];
  const number = (value: string, label: string, set: (text: string) => void) =>
    <input class="in num" inputMode="decimal" autocomplete="off" maxLength={20} value={value} aria-label={label} onInput={(event) => set(event.currentTarget.value)} />;
  const judged = x !== null && y !== null ? <Judged verdict={verdictAt(curve, x, y)} /> : row.y && y === null ? <small class="red">{w("not_number")}</small> : null;
  return (
    <li class={row.own ? "own" : ""}>
      {row.own
        ? <><span>{number(row.x, pick(curve.x), (text) => onChange({ ...row, x: text }))}</span><IconButton icon="trash" label={w("remove_point")} onClick={onRemove} /></>
        : <span><b>{row.x}</b><small class="blk">{x === null ? "" : span(curve, x)}</small></span>}
      {number(row.y, `${pick(curve.y)} · ${row.x}`, (text) => onChange({ ...row, y: text }))}
      {judged}
    </li>
  );
}

function Form({ order, curve }: { order: Order; curve: Curve }) {
  const [rows, setRows, forget] = useKept<Typed[]>(order, `curve:${curve.code}`, () => begin(curve));
  const recorded = latest(foundOn(order), "curve", curve.code);
  if (!rows) return null;
  const points = judge(curve, rows.map(pointOf).filter((point) => point !== null));
  const off = points.filter((point) => point.verdict !== "ok").length;
  const change = (index: number, row: Typed) => setRows(rows.map((old, at) => (at === index ? row : old)));
  const save = async () => {
    await noted("measure_curve", order, { curve: curve.code, points: points.map(({ x, y }) => [x, y]), version: knowledgeOf(order.category).version });
    forget();
  };
  return (
    <>
      <section class="card">
        <h2>{pick(curve)}</h2>
        <Chart curve={curve} points={points.length ? points : (recorded?.data?.points ?? [])} />
        {!points.length && recorded && <p class="mini dim">{w("recorded")} · {[recorded.who, clockOrDay(recorded.at, minute.value)].filter(Boolean).join(" · ")}</p>}
      </section>
      <section class="card flush">
        <div class="hd"><h2>{pick(curve.x)}</h2><span class="end">{pick(curve.y)}</span></div>
        <ul class="points split">{rows.map((row, index) => <Row key={index} curve={curve} row={row} onChange={(next) => change(index, next)} onRemove={() => setRows(rows.filter((_, at) => at !== index))} />)}</ul>
        {rows.length < MAX_POINTS && <Button kind="bare" icon="plus" onClick={() => setRows([...rows, { x: "", y: "", own: true }])}>{w("add_point")}</Button>}
      </section>
      <Dock><MainButton icon="check" disabled={!points.length} hint={points.length ? (off ? w("off", off) : w("all_inside")) : undefined} onClick={save}>{w("do_curve", points.length)}</MainButton></Dock>
    </>
  );
}

export function BenchCurve({ order }: { order: Order }) {
  const { curves } = knowledgeOf(order.category);
  const [code, setCode] = useState(curves[0]?.code);
  const curve = curves.find((each) => each.code === code);
  return (
    <div class="has-dock">
      <Top back={`/order/${order.uid}/diagnosis`} title={w("curves")} sub={order.title}><SyncState short /></Top>
      <main>
        {curves.length > 1 && <div class="chips" role="radiogroup" aria-label={w("curves")}>{curves.map((each) => <button key={each.code} type="button" role="radio" class="chip tap" aria-checked={each.code === code} onClick={() => setCode(each.code)}>{pick(each)}</button>)}</div>}
        {curve && <Form key={curve.code} order={order} curve={curve} />}
      </main>
    </div>
  );
}
