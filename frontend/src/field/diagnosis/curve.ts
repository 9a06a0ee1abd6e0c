// Measured curves: callout/diagnosis/curves.py in TypeScript. Is each point inside the limits, and where it is drawn.
import type { Curve, CurvePoint, JudgedPoint } from "../types";

export const MAX_POINTS = 200;

export type Point = [number, number];

/** The limit at `x` on straight lines between its points; at the ends the last one holds on. */
export function limitAt(curve: Curve, side: "min" | "max", x: number): number | null {
  const known = curve.points.flatMap((point): Point[] => (point[side] == null ? [] : [[point.x, point[side]!]]));
  const before = known.filter(([at]) => at <= x).at(-1);
  const after = known.find(([at]) => at >= x);
  if (!before || !after) return (before ?? after)?.[1] ?? null;
  const [[x0, y0], [x1, y1]] = [before, after];
  return x1 === x0 ? y0 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

export function verdictAt(curve: Curve, x: number, y: number): JudgedPoint["verdict"] {
  const [low, high] = [limitAt(curve, "min", x), limitAt(curve, "max", x)];
  if (low !== null && y < low) return "low";
  return high !== null && y > high ? "high" : "ok";
}

/** Each point with its verdict, in order of x. */
export const judge = (curve: Curve, points: Point[]): JudgedPoint[] =>
  [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([x, y]) => ({ x, y, verdict: verdictAt(curve, x, y) }));

export interface Drawing {
  band: string;
  line: string;
  dots: (JudgedPoint & { at: Point })[];
  across: { at: number; text: string }[];
  up: { at: number; text: string }[];
}

export const WIDTH = 340;
export const HEIGHT = 190;
export const LEFT = 40;
const [TOP, RIGHT, BOTTOM] = [10, 12, 24];
const MOST_MARKS = 6;

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** An SVG's parts: the band of the limits, the measured line, its dots, marks on both axes. */
export function drawing(curve: Curve, points: JudgedPoint[]): Drawing {
  const xs = [...curve.points, ...points].map((point) => point.x);
  const edges = curve.points.flatMap(({ min, max }) => [min, max].filter((value) => value != null));
  const ys = [...edges, ...points.map((point) => point.y)];
  const margin = (Math.max(...ys) - Math.min(...ys) || Math.abs(ys[0]!) || 1) * 0.1;
  const [low, high, begin, end] = [Math.min(...ys) - margin, Math.max(...ys) + margin, Math.min(...xs), Math.max(...xs)];
  const at = (x: number, y: number): Point => [
    Math.round(10 * (LEFT + ((x - begin) / (end - begin || 1)) * (WIDTH - LEFT - RIGHT))) / 10,
    Math.round(10 * (TOP + ((high - y) / (high - low)) * (HEIGHT - TOP - BOTTOM))) / 10,
  ];
  const path = (list: Point[]): string => list.map((point) => point.join()).join(" ");
  const edge = (side: "min" | "max", none: number) => curve.points.map((point: CurvePoint) => at(point.x, point[side] ?? none));
  const known = [...new Set(curve.points.map((point) => point.x))];
  const marks = known.filter((_, index) => index % Math.ceil(known.length / MOST_MARKS) === 0);
  return {
    band: path([...edge("max", high), ...edge("min", low).reverse()]),
    line: path(points.map((point) => at(point.x, point.y))),
    dots: points.map((point) => ({ ...point, at: at(point.x, point.y) })),
    across: marks.map((x) => ({ at: at(x, low)[0], text: short(x) })),
    up: [low + margin, (low + high) / 2, high - margin].map((y) => ({ at: at(begin, y)[1], text: short(y) })),
  };
}
