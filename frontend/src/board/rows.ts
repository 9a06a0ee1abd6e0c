// Lines of the timeline with their place from the top, so that only those in sight are drawn.
import { computed } from "@preact/signals";
import { board, bars, engineers, folded, grouping } from "./store";
import { t } from "./words";
import type { Bar, Engineer } from "./types";

export const ROW = 39;
export const GROUP = 26;

export interface EngineerRow { kind: "engineer"; engineer: Engineer; bars: Bar[]; booked: number; working: number; top: number; height: number }
export interface GroupRow { kind: "group"; key: string; name: string; note: string; people: number; load: number; top: number; height: number }
export type Row = EngineerRow | GroupRow;

const byEngineer = computed(() => {
  const found = new Map<number, Bar[]>();
  for (const bar of bars.value) {
    const list = found.get(bar.engineer);
    if (list) list.push(bar);
    else found.set(bar.engineer, [bar]);
  }
  return found;
});

const NONE: Bar[] = [];
const lines = new Map<number, EngineerRow>();

/** The engineer's line; the same object as before when nothing on it has changed, so that it is not drawn again. */
function lineOf(engineer: Engineer): Omit<EngineerRow, "top"> & { top: number } {
  const own = byEngineer.value.get(engineer.id) ?? NONE;
  const known = lines.get(engineer.id);
  const same = known && known.engineer === engineer && known.bars.length === own.length && known.bars.every((bar, n) => bar === own[n]);
  if (same) return known;
  const shift = board.value?.shifts[engineer.shift] ?? [];
  const line: EngineerRow = {
    kind: "engineer", engineer, bars: own, top: 0, height: ROW,
    booked: own.reduce((sum, bar) => sum + (bar.ends - bar.starts) + bar.travel * 60, 0),
    working: shift.reduce((sum, [a, b]) => sum + b - a, 0),
  };
  lines.set(engineer.id, line);
  return line;
}

function groupOf(engineer: Engineer): [string, string, string] {
  const plan = board.value;
  if (grouping.value === "skill") {
    const skill = engineer.skills[0]?.[0];
    return [`s${skill ?? 0}`, skill ? (plan?.skills[skill] ?? "") : "—", ""];
  }
  if (grouping.value === "crew") return [`c${engineer.crew}`, engineer.crew || t("no_crew"), ""];
  if (grouping.value === "shift") return [`h${engineer.shift}`, plan?.shift_names[engineer.shift] ?? "", ""];
  const [name, kind] = plan?.outlets[engineer.outlet] ?? ["", "own"];
  return [`o${engineer.outlet}`, name, t(kind === "partner" ? "partner" : "own")];
}

export const rows = computed<Row[]>(() => {
  const groups = new Map<string, { name: string; note: string; lines: EngineerRow[] }>();
  for (const engineer of engineers.value.values()) {
    const [key, name, note] = groupOf(engineer);
    const group = groups.get(key) ?? { name, note, lines: [] };
    group.lines.push(lineOf(engineer));
    groups.set(key, group);
  }
  const all: Row[] = [];
  let top = 0;
  for (const [key, group] of groups) {
    const working = group.lines.reduce((sum, line) => sum + line.working, 0);
    const booked = group.lines.reduce((sum, line) => sum + line.booked, 0);
    all.push({ kind: "group", key, name: group.name, note: group.note, people: group.lines.length, load: working ? Math.round((booked / working) * 100) : 0, top, height: GROUP });
    top += GROUP;
    if (folded.value.has(key)) continue;
    for (const line of group.lines) {
      line.top = top;
      all.push(line);
      top += ROW;
    }
  }
  return all;
});

export const total = computed(() => {
  const last = rows.value.at(-1);
  return last ? last.top + last.height : 0;
});

export const lanes = computed(() => rows.value.filter((row): row is EngineerRow => row.kind === "engineer"));
export const laneOf = computed(() => new Map(lanes.value.map((lane) => [lane.engineer.id, lane])));

/** The engineer's line at a height, or the nearest one. */
export function laneAt(y: number): EngineerRow | undefined {
  const all = lanes.value;
  let [low, high] = [0, all.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((all[middle]?.top ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return all[low];
}
