// Draws every element with data-chart: the id of a JSON data block, or an address (data-chart-url). Colours come from
// the CSS tokens, so both themes follow the style sheet. Canvas, because the content security policy forbids the
// inline styles of ECharts' SVG and HTML tooltips.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent } from "echarts/components";
import { getInstanceByDom, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { optionOf } from "./options";
import { type ChartData, readTokens } from "./types";

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent, CanvasRenderer]);

const drawn = new Map<HTMLElement, ChartData>();

async function read(element: HTMLElement): Promise<ChartData | null> {
  const { chart, chartUrl } = element.dataset;
  if (chartUrl) {
    const answer = await fetch(chartUrl, { headers: { Accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as ChartData) : null;
  }
  const text = chart && document.getElementById(chart)?.textContent;
  return text ? (JSON.parse(text) as ChartData) : null;
}

function paint(element: HTMLElement, data: ChartData): void {
  const chart = getInstanceByDom(element) ?? init(element);
  chart.setOption(optionOf(data, readTokens(), element.clientWidth), true);
  element.setAttribute("aria-label", data.label);
}

async function draw(element: HTMLElement): Promise<void> {
  const data = await read(element);
  if (!data) return;
  if (!drawn.has(element)) resize.observe(element);
  drawn.set(element, data);
  paint(element, data);
}

const resize = new ResizeObserver((entries) => {
  for (const { target } of entries) getInstanceByDom(target as HTMLElement)?.resize();
});

function forgetRemoved(): void {
  for (const element of drawn.keys()) {
    if (element.isConnected) continue;
    getInstanceByDom(element)?.dispose();
    resize.unobserve(element);
    drawn.delete(element);
  }
}

function drawAll(scope: ParentNode): void {
  forgetRemoved();
  if (scope instanceof HTMLElement && scope.matches("[data-chart], [data-chart-url]")) void draw(scope);
  scope.querySelectorAll<HTMLElement>("[data-chart], [data-chart-url]").forEach((element) => void draw(element));
}

document.addEventListener("themechange", () => {
  for (const [element, data] of drawn) paint(element, data);
});
document.addEventListener("htmx:load", (event) => drawAll((event as CustomEvent<{ elt: HTMLElement }>).detail.elt));
drawAll(document);
