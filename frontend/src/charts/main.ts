// Loads what draws charts once the page stands: nothing on the page waits for its weight, and without a chart it stays away.
const CHART = "[data-chart], [data-chart-url]";

const load = () => void import("./draw");
const afterPaint = () => requestAnimationFrame(() => setTimeout(load));

function wait(): void {
  document.addEventListener("htmx:load", () => (document.querySelector(CHART) ? afterPaint() : wait()), { once: true });
}

if (document.querySelector(CHART)) afterPaint();
else wait();
