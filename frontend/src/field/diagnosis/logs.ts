// Reading a device's log on the phone: callout/diagnosis/logs.py in TypeScript. The log itself never leaves the phone.
import type { LogMatch, LogPattern } from "../types";
import { first, linesOf } from "./lines";

const MAX_BYTES = 5 * 1024 * 1024;
const MAX_LINES = 200_000;
const LINE_READ = 1000;
const LINES_KEPT = 50;
const SAMPLES = 3;
const SAMPLE_LENGTH = 200;
const BREATH = 4000;
const SECRET = /\b(password|passwd|secret|community|token|cipher|key)\b([ \t]*[:=]?[ \t]*)[^ \t]+/gi;
const TIME = /\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d(?::\d\d)?|[A-Z][a-z]{2} [ \d]\d(?: \d{4})? \d\d:\d\d:\d\d/;
const RANK = { danger: 0, urgent: 1, info: 2 } as const;

export type LogTrouble = "log_too_large" | "log_empty" | "log_not_text";

/** Why a file is no log that can be read. */
export class NoLog extends Error {
  constructor(readonly code: LogTrouble) {
    super(code);
  }
}

export interface LogFound {
  size: number;
  sha256: string;
  lines: number;
  matches: LogMatch[];
}

/** Capitals do not matter, of ASCII letters only; what follows a backslash stays. */
const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const lowered = (expression: string): string => expression.replace(/\\.|[A-Z]/g, (piece) => (piece.length > 1 ? piece : piece.toLowerCase()));

function decoded(bytes: Uint8Array): string {
  if (!bytes.includes(0)) {
    for (const encoding of ["utf-8", "gb18030"]) {
      try {
        return new TextDecoder(encoding, { fatal: true }).decode(bytes);
      } catch { /* the next encoding */ }
    }
  }
  throw new NoLog("log_not_text");
}

const isBlank = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);

function textLines(bytes: Uint8Array): string[] {
  if (bytes.length > MAX_BYTES) throw new NoLog("log_too_large");
  if (bytes.every(isBlank)) throw new NoLog("log_empty");
  const lines = linesOf(decoded(bytes)).map((line) => first(line, LINE_READ));
  if (lines.length > MAX_LINES) throw new NoLog("log_too_large");
  return lines;
}

function note(match: LogMatch, number: number, line: string): void {
  match.count += 1;
  if (match.lines.length < LINES_KEPT) match.lines.push(number);
  if (match.samples.length < SAMPLES) match.samples.push(first(line.replace(/^[ \t]+|[ \t]+$/g, "").replace(SECRET, "$1$2***"), SAMPLE_LENGTH));
  const stamp = TIME.exec(line)?.[0];
  if (stamp) {
    match.first ||= stamp;
    match.last = stamp;
  }
}

const begun = ({ code, tone, zh, en, advice, tree }: LogPattern): LogMatch => ({ code, tone, zh, en, advice, tree, count: 0, lines: [], samples: [], first: "", last: "" });

async function hash(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What the patterns find, worst first. It breathes between pieces, so that the screen goes on. Throws NoLog. */
export async function readLog(bytes: Uint8Array<ArrayBuffer>, patterns: LogPattern[]): Promise<LogFound> {
  const lines = textLines(bytes);
  const found = patterns.map((pattern) => ({ expression: new RegExp(lowered(pattern.expression), "u"), least: pattern.least, match: begun(pattern) }));
  for (const [index, line] of lines.entries()) {
    const plain = lower(line);
    for (const { expression, match } of found) if (expression.test(plain)) note(match, index + 1, line);
    if (index % BREATH === BREATH - 1) await new Promise((resolve) => setTimeout(resolve));
  }
  const matches = found.filter(({ match, least }) => match.count >= least).map(({ match }) => match);
  matches.sort((a, b) => RANK[a.tone] - RANK[b.tone] || b.count - a.count);
  return { size: bytes.length, sha256: await hash(bytes), lines: lines.length, matches };
}
