// What the server sends for a chart, and the colours taken from the page.

type Numbers = (number | null)[];

interface Common {
  /** The finding in words: read aloud, and the chart's accessible name. */
  label: string;
  x: string[];
  names?: Record<string, string>;
}

/** Today's line over its typical range, and what is expected. */
export interface BandData extends Common {
  kind: "band";
  low: number[];
  high: number[];
  value: Numbers;
  forecast?: Numbers;
}

/** Causes by weight with their cumulated share of `total`; `mark` are the indexes that ask for attention. */
export interface ParetoData extends Common {
  kind: "pareto";
  value: number[];
  total: number;
  mark?: number[];
}

export interface Series {
  name: string;
  value: Numbers;
  tone?: Tone;
}

/** A few lines with their names at the end and a dashed goal. */
export interface LinesData extends Common {
  kind: "lines";
  series: Series[];
  title?: string;
  goal?: { value: number; label: string };
}

/** Bars, side by side or `stacked`, upright or `lying`. */
export interface BarsData extends Common {
  kind: "bars";
  series: Series[];
  lying?: boolean;
  stacked?: boolean;
  mark?: number[];
}

export type ChartData = BandData | ParetoData | LinesData | BarsData;
export type Tone = "ink" | "urgent" | "danger" | "success" | "grey" | "light";

export interface Tokens {
  tones: Record<Tone, string>;
  text: string;
  strong: string;
  line: string;
  surface: string;
  font: string;
}

/** The tokens as the browser resolves them in the present theme. */
export function readTokens(): Tokens {
  const probe = document.createElement("i");
  document.body.append(probe);
  const colour = (value: string): string => {
    probe.style.setProperty("color", value);
    return getComputedStyle(probe).color;
  };
  const token = (name: string): string => colour(`var(--co-${name})`);
  const tokens: Tokens = {
    tones: {
      ink: token("primary-ink"),
      urgent: token("urgent"),
      danger: token("danger"),
      success: token("success"),
      grey: token("line-strong"),
      light: colour("light-dark(#7fc4d1, #2b6b7a)"),
    },
    text: token("text-3"),
    strong: token("text"),
    line: token("line"),
    surface: token("surface"),
    font: getComputedStyle(document.body).fontFamily,
  };
  probe.remove();
  return tokens;
}
