// What the server knows of a category's faults, and what was found on a case (callout/diagnosis).
import type { Names } from "./types";

/** A pattern of a log, found. */
export interface LogMatch extends Names {
  code: string; tone: "danger" | "urgent" | "info"; advice: Names; tree: string; count: number; lines: number[]; samples: string[]; first: string; last: string;
}

export interface LogPattern extends Names {
  code: string; tone: "danger" | "urgent" | "info"; expression: string; advice: Names; tree: string; least: number;
}

/** What a healthy unit has, by name. */
export interface Reference {
  versions: Record<string, string>;
  configuration: Record<string, string>;
}

/** A healthy device of a model that this engineer has been to. */
export interface Unit {
  serial: string; versions: Record<string, string>;
}

export interface Compared {
  part: "versions" | "configuration"; name: string; healthy: string; ours: string; state: "same" | "differs" | "missing";
}

export interface CurvePoint {
  x: number; min: number | null; max: number | null;
}

export interface Curve extends Names {
  code: string; x: Names; y: Names; points: CurvePoint[];
}

export interface JudgedPoint {
  x: number; y: number; verdict: "ok" | "low" | "high";
}

/** A step of the diagnosis, by whomever; `answer` is empty when it was taken back. `data` is there for the newest of its kind. */
export interface Finding {
  uid: string; kind: "step" | "fault" | "log" | "comparison" | "curve"; tree: string; step: string; answer: string; verdict: string; source: string; at: string; who: string;
  data?: { size?: number; lines?: number; matches?: LogMatch[]; rows?: Compared[]; differing?: number; points?: JudgedPoint[]; off?: number };
}

/** What was done in cases like one's own, and how often it lasted. */
export interface Fix {
  object: (Names & { code: string }) | null; cause: (Names & { code: string }) | null; action: (Names & { code: string }) | null;
  tried: number; lasted: number; percent: number;
  examples: { case: string; title: string; result: string; at: string }[];
}

export interface TreeStep extends Names {
  kind: "question" | "measure" | "outcome";
  hint?: Names;
  choices?: (Names & { code: string; next: string })[];
  min?: number | null;
  max?: number | null;
  unit?: string;
  next?: Record<string, string>;
  codes?: Record<string, string>;
  parts?: string[];
}

export interface FaultTree extends Names {
  code: string; symptoms: string[]; start: string; steps: Record<string, TreeStep>;
}

export interface Knowledge {
  version: number;
  trees: FaultTree[];
  faults: (Names & { code: string; advice: Names; tree: string })[];
  patterns: LogPattern[];
  curves: Curve[];
  references: Record<string, Reference>;
  units: Record<string, Unit[]>;
}
