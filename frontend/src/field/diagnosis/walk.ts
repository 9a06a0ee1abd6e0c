// Walking a fault tree, as callout/diagnosis/walk.py does: where one stands follows from the answers alone.
import type { FaultTree, Finding, TreeStep } from "../types";

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
const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

export function parsed(text: string): number | null {
  const plain = text.replace(/^ +| +$/g, "").replace("，", ".").replace(",", ".");
  const value = NUMBER.test(plain) ? Number(plain) : NaN;
  return Math.abs(value) <= LARGEST ? value : null;
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
