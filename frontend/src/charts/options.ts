// One function a kind of chart: from the server's data to what ECharts draws. No animation, labels before legends.
import type { EChartsCoreOption } from "echarts/core";
import type { BandData, BarsData, ChartData, LinesData, ParetoData, Series, Tokens } from "./types";

const NARROW = 420;
const LEAST_ROOM = 48; // pixels under a bar for its name
const MOST_LYING = 8;
const SERIES_TONES = ["ink", "light", "urgent", "grey"] as const;

function axis(t: Tokens) {
  return {
    axisLine: { lineStyle: { color: t.line } },
    axisTick: { show: false },
    axisLabel: { color: t.text, fontSize: 12, hideOverlap: true },
    splitLine: { lineStyle: { color: t.line } },
  };
}

function frame(t: Tokens) {
  return {
    animation: false,
    textStyle: { fontFamily: t.font },
    grid: { left: 8, right: 12, top: 30, bottom: 4, outerBoundsMode: "same" as const },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, backgroundColor: t.surface, borderColor: t.line,
      textStyle: { color: t.strong, fontSize: 12, fontFamily: t.font },
    },
  };
}

const legend = (t: Tokens, names: (string | undefined)[]) => ({
  data: names.filter(Boolean), top: 0, left: 0, itemWidth: 14, itemHeight: 8, itemGap: 16, textStyle: { color: t.text, fontSize: 12 },
});
/** The range is a block of grey, not a line. */
const bandLegend = (t: Tokens, names: Record<string, string>, forecast: boolean) => ({
  ...legend(t, []),
  data: [names.value, { name: names.band, icon: "roundRect" }, ...(forecast ? [names.forecast] : [])],
});
const category = (t: Tokens, x: string[]) => ({ type: "category", data: x, ...axis(t), splitLine: { show: false } });
/** A line; one lone point has no line to see and is drawn as a dot. */
const line = (name: string | undefined, data: (number | null)[], color: string) => ({
  name, type: "line", data, symbol: data.filter((value) => value !== null).length === 1 ? "circle" : "none", symbolSize: 7,
  lineStyle: { color, width: 2.5 }, itemStyle: { color },
});

/** Round steps and an end a little above, so that the goal's label and the highest point have room. */
function niceAbove(value: number): { max: number; interval: number } {
  const rough = (value || 1) / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const interval = magnitude * ([1, 2, 5].find((factor) => factor * magnitude >= rough) ?? 10);
  return { interval, max: Math.ceil((value * 1.05) / interval) * interval || interval };
}

function band(d: BandData, t: Tokens): EChartsCoreOption {
  const names = d.names ?? {};
  const edge = { type: "line", stack: "band", symbol: "none", lineStyle: { opacity: 0 }, tooltip: { show: false } };
  const last = d.value.findLastIndex((value) => value !== null);
  const most = Math.max(...d.high, ...d.value.map((value) => value ?? 0), ...(d.forecast ?? []).map((value) => value ?? 0));
  const today = d.value.map((value, at) => (at === last ? { value, label: { show: true, position: "top" } } : value));
  const series = [
    { ...edge, data: d.low },
    { ...edge, name: names.band, data: d.high.map((high, at) => high - (d.low[at] ?? 0)), itemStyle: { color: t.tones.grey }, areaStyle: { color: t.tones.grey, opacity: 0.55 } },
    { ...line(names.value, [], t.tones.ink), data: today, symbol: "circle", symbolSize: 6, label: { color: t.strong, fontWeight: 600 } },
    ...(d.forecast ? [{ ...line(names.forecast, d.forecast, t.tones.ink), lineStyle: { color: t.tones.ink, width: 1.5, type: "dashed" } }] : []),
  ];
  return {
    ...frame(t), legend: bandLegend(t, names, Boolean(d.forecast)),
    xAxis: { ...category(t, d.x), boundaryGap: false }, yAxis: { type: "value", ...niceAbove(most), ...axis(t) }, series,
  };
}

/** "Air conditioner Does not cool" reads better as two lines than broken anywhere. */
const inTwoLines = (name: string): string => name.replace(/([\u4e00-\u9fff）]) /, "$1\n");

/** Where names do not fit under the bars, the bars lie and the names stand beside them. */
function lying(d: ParetoData, t: Tokens, width: number): EChartsCoreOption {
  const marked = new Set(d.mark);
  const names = category(t, d.x.slice(0, MOST_LYING));
  const label = { ...names.axisLabel, interval: 0, hideOverlap: false, fontSize: 11, lineHeight: 13, width: Math.floor(width * 0.38), overflow: "break" };
  const data = d.value.slice(0, MOST_LYING).map((value, at) => ({ value, itemStyle: { color: marked.has(at) ? t.tones.urgent : t.tones.grey } }));
  return {
    ...frame(t), grid: { ...frame(t).grid, top: 4, right: 36 },
    xAxis: { type: "value", show: false }, yAxis: { ...names, inverse: true, axisLabel: label },
    series: [{ name: d.names?.value, type: "bar", data, barWidth: "62%", label: { show: true, position: "right", color: t.strong, fontSize: 12 } }],
  };
}

function pareto(d: ParetoData, t: Tokens, width: number): EChartsCoreOption {
  const marked = new Set(d.mark);
  const narrow = width < NARROW;
  const room = Math.floor((width - (narrow ? 60 : 80)) / d.x.length) - 4;
  if (room < LEAST_ROOM) return lying(d, t, width);
  let sum = 0;
  const share = d.value.map((value) => Math.round(((sum += value) / (d.total || 1)) * 100));
  const bars = d.value.map((value, at) => ({
    value, itemStyle: { color: marked.has(at) ? t.tones.urgent : t.tones.grey }, ...(marked.has(at) && { label: { color: t.surface, fontWeight: 600 } }),
  }));
  const x = category(t, d.x);
  return {
    ...frame(t), grid: { ...frame(t).grid, top: 14 },
    xAxis: { ...x, axisLabel: { ...x.axisLabel, interval: 0, hideOverlap: false, fontSize: narrow ? 11 : 12, lineHeight: 15, width: room, overflow: "break", formatter: inTwoLines } },
    yAxis: [
      { type: "value", minInterval: 1, ...axis(t) },
      { type: "value", max: 100, interval: 50, ...axis(t), splitLine: { show: false }, axisLabel: { color: t.text, formatter: "{value}%" } },
    ],
    series: [
      { name: d.names?.value, type: "bar", data: bars, barWidth: narrow ? "84%" : "56%", label: { show: true, position: "insideTop", color: t.strong, fontSize: narrow ? 11 : 12 } },
      { ...line(d.names?.share, share, t.tones.ink), yAxisIndex: 1, symbol: "circle", symbolSize: 5, lineStyle: { color: t.tones.ink, width: 1.5 } },
    ],
  };
}

function lines(d: LinesData, t: Tokens): EChartsCoreOption {
  const goal = d.goal && {
    silent: true, symbol: "none", data: [{ yAxis: d.goal.value }], lineStyle: { color: t.text, type: "dashed" },
    label: { formatter: d.goal.label, color: t.text, position: "insideStartTop", backgroundColor: t.surface, padding: [1, 3] }, z: 6,
  };
  const series = d.series.map((each, at) => {
    const color = toneOf(each, at, t);
    return {
      ...line(each.name, each.value, color), endLabel: { show: true, formatter: "{a} {c}", color, fontSize: 12, fontWeight: 600 },
      ...(at === 0 && goal && { markLine: goal }),
    };
  });
  const most = Math.max(d.goal?.value ?? 0, ...d.series.flatMap((each) => each.value.map((value) => value ?? 0)));
  return {
    ...frame(t), grid: { ...frame(t).grid, right: 72 },
    ...(d.title && { title: { text: d.title, left: 0, top: 0, textStyle: { color: t.text, fontSize: 12, fontWeight: 500 } } }),
    xAxis: category(t, d.x), yAxis: { type: "value", ...niceAbove(most), ...axis(t) }, series,
  };
}

function bars(d: BarsData, t: Tokens): EChartsCoreOption {
  const marked = new Set(d.mark);
  const names = { ...category(t, d.x), inverse: Boolean(d.lying) };
  const values = { type: "value", minInterval: 1, ...axis(t) };
  const series = d.series.map((each, at) => ({
    name: each.name, type: "bar", stack: d.stacked ? "all" : undefined, barMaxWidth: 28, itemStyle: { color: toneOf(each, at, t) },
    data: each.value.map((value, index) => (marked.has(index) ? { value, itemStyle: { color: t.tones.urgent } } : value)),
    label: { show: d.series.length === 1, position: d.lying ? "right" : "top", color: t.strong, fontSize: 12 },
  }));
  const several = d.series.length > 1;
  return {
    ...frame(t), grid: { ...frame(t).grid, top: several ? 30 : 18, right: d.lying ? 36 : 12 },
    ...(several && { legend: legend(t, d.series.map((each) => each.name)) }),
    xAxis: d.lying ? values : names, yAxis: d.lying ? names : values, series,
  };
}

const toneOf = (series: Series, at: number, t: Tokens): string => t.tones[series.tone ?? SERIES_TONES[at % SERIES_TONES.length] ?? "ink"];

/** ECharts' option for the data in a chart of this width. */
export function optionOf(data: ChartData, tokens: Tokens, width: number): EChartsCoreOption {
  switch (data.kind) {
    case "band": return band(data, tokens);
    case "pareto": return pareto(data, tokens, width);
    case "lines": return lines(data, tokens);
    case "bars": return bars(data, tokens);
  }
}
