// Walking a fault tree, as callout/diagnosis/walk.py does: where one stands follows from the answers alone.
import type { Command, FaultTree, Finding, TreeStep } from "../types";
import { isAhead } from "../project";

export interface Stop {
  code: string;
  step: TreeStep;
  finding: Finding;
}

export interface Walk {
  path: Stop[];
  code: string;
  step: TreeStep;
}

const LARGEST = 1e9;

export function parsed(text: string): number | null {
  const plain = text.trim().replace("，", ".").replace(",", ".");
  const value = plain === "" ? NaN : Number(plain);
  return Number.isFinite(value) && Math.abs(value) <= LARGEST ? value : null;
}

export function verdict(step: TreeStep, value: number): "ok" | "low" | "high" {
  if (step.min != null && value < step.min) return "low";
  return step.max != null && value > step.max ? "high" : "ok";
}

/** The step an answer leads to; undefined for an answer the step does not know. */
export function following(step: TreeStep, answer: string): string | undefined {
  if (step.kind === "question") return step.choices?.find((choice) => choice.code === answer)?.next;
  const value = step.kind === "measure" ? parsed(answer) : null;
  return value === null ? undefined : step.next?.[verdict(step, value)];
}

/** What the server knows and what was answered since on this phone, in order of time. */
export function findingsOf(known: Finding[], commands: Command[], order: string, who: string): Finding[] {
  const own = commands.filter((c) => c.order === order && c.type === "diagnose" && isAhead(c) && !known.some((f) => f.uid === c.operation));
  const fresh = own.map((c): Finding => {
    const { tree, step, answer } = c.payload as { tree: string; step: string; answer: string };
    return { uid: c.operation, kind: "step", tree, step, answer, verdict: "", source: "field", at: c.at, who };
  });
  return [...known, ...fresh].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

export function walk(tree: FaultTree, findings: Finding[]): Walk {
  const answers = new Map(findings.filter((f) => f.kind === "step" && f.tree === tree.code).map((f) => [f.step, f]));
  const path: Stop[] = [];
  let code = tree.start;
  for (;;) {
    const step = tree.steps[code]!;
    const finding = answers.get(code);
    const next = finding?.answer ? following(step, finding.answer) : undefined;
    if (!next || path.some((stop) => stop.code === code)) return { path, code, step };
    path.push({ code, step, finding: finding! });
    code = next;
  }
}
