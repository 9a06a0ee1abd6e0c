// What was found so far: the server's findings, and what this phone found since.
import { isAhead } from "../project";
import type { Command, CommandType, Finding, Knowledge, LogMatch, Order } from "../types";
import { compareUnits, healthyOf } from "./compare";
import { judge, type Point } from "./curve";

type Maker = (payload: Record<string, unknown>, known: Knowledge, order: Order) => Pick<Finding, "kind"> & Partial<Finding>;

/** A pattern's words beside what was found of it. */
function named(match: LogMatch, known: Knowledge): LogMatch {
  const pattern = known.patterns.find((each) => each.code === match.code);
  return pattern ? { ...pattern, ...match } : match;
}

const MAKERS: Partial<Record<CommandType, Maker>> = {
  diagnose: ({ tree, step, answer }) => ({ kind: "step", tree: String(tree), step: String(step), answer: String(answer) }),
  fault_shown: ({ code }) => ({ kind: "fault", answer: String(code) }),
  read_log: ({ name, size, lines, matches }, known) => {
    const found = (matches as LogMatch[]).map((match) => named(match, known));
    return { kind: "log", answer: String(name), verdict: found[0]?.tone ?? "ok", data: { size: Number(size), lines: Number(lines), matches: found } };
  },
  compare: ({ values, serial }, known, order) => {
    const given = values as Record<string, string>;
    const rows = compareUnits(healthyOf(order, known, String(serial ?? "")), { versions: given, configuration: given });
    const differing = rows.filter((row) => row.state === "differs").length;
    return { kind: "comparison", answer: String(serial || order.asset?.product.model || ""), verdict: differing ? "off" : "ok", data: { rows, differing } };
  },
  measure_curve: ({ curve: code, points }, known) => {
    const curve = known.curves.find((each) => each.code === code);
    const judged = curve ? judge(curve, points as Point[]) : [];
    const off = judged.filter((point) => point.verdict !== "ok").length;
    return { kind: "curve", step: String(code), verdict: off ? "off" : "ok", data: { points: judged, off } };
  },
};

/** All findings in order of time. */
export function findingsOf(order: Order, commands: Command[], known: Knowledge, who: string): Finding[] {
  const told = order.findings ?? [];
  const own = commands.filter((c) => c.order === order.uid && MAKERS[c.type] && isAhead(c) && !told.some((finding) => finding.uid === c.operation));
  const fresh = own.map((c): Finding => ({ uid: c.operation, tree: "", step: "", answer: "", verdict: "", source: "field", at: c.at, who, ...MAKERS[c.type]!(c.payload, known, order) }));
  return [...told, ...fresh].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** The newest finding of a kind (and curve) that says what was seen. */
export const latest = <K extends Finding["kind"]>(findings: Finding[], kind: K, step = ""): (Finding & { kind: K }) | undefined =>
  findings.filter((finding): finding is Finding & { kind: K } => finding.kind === kind && finding.step === step && !!finding.data).at(-1);
