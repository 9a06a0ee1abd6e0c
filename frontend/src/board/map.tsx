// The map beside the list: the chosen engineer's way and what waits. It draws from the plan alone; tiles lie below it where they are configured.
import { effect } from "@preact/signals";
import type * as Leaflet from "leaflet";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icons";
import { done } from "./look";
import { bars, board, byOrder, engineers, held, places, selected, waiting } from "./store";
import { t } from "./words";
import type { Bar, Engineer } from "./types";

const MOST_PINS = 40;
const EARTH = 6_371_000; // metres
const point = (lat: number, lng: number): Leaflet.LatLngExpression => [lat, lng];

/** Fetched after the board stands: the library is half as heavy as all of it. */
let L: typeof Leaflet;

interface Shown { engineer: Engineer | undefined; route: Bar[] }

/** The engineer whose way is drawn: of the order in the hand, else of the chosen one. */
function shown(): Shown {
  const id = held.value?.engineer ?? byOrder.value.get(selected.value)?.engineer;
  const engineer = id ? engineers.value.get(id) : undefined;
  const route = engineer ? bars.value.filter((bar) => bar.engineer === engineer.id).sort((a, b) => a.starts - b.starts) : [];
  return { engineer, route };
}

const DETOUR = 1.35; // road distance per straight distance in towns, as the server reckons

/** Metres along the great circle. */
function straight(from: [number, number], to: [number, number]): number {
  const rad = Math.PI / 180;
  const [dLat, dLng] = [(to[0] - from[0]) * rad, (to[1] - from[1]) * rad];
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(from[0] * rad) * Math.cos(to[0] * rad) * Math.sin(dLng / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(h));
}

/** The day's way by road: from home to the first visit of each day and from visit to visit. */
function kilometres(engineer: Engineer, route: Bar[]): number {
  const home: [number, number] = [engineer.lat, engineer.lng];
  let [from, metres, ended] = [home, 0, 0];
  for (const bar of route) {
    const to: [number, number] = [bar.lat, bar.lng];
    if (bar.starts - ended > 10 * 3600) from = home;
    metres += straight(from, to);
    [from, ended] = [to, bar.ends];
  }
  return (metres * DETOUR) / 1000;
}

const badge = (name: string, text: string): Leaflet.DivIcon => {
  const mark = document.createElement("b");
  mark.textContent = text;
  return L.divIcon({ className: `bd-pin ${name}`, html: mark, iconSize: [22, 22] });
};

/** The configured words, never as markup. */
const credit = (text: string): string => { const span = document.createElement("span"); span.textContent = text; return span.innerHTML; };

const choose = (order: number) => () => { selected.value = order; };

function drawRoute(layer: Leaflet.LayerGroup, { engineer, route }: Shown): Leaflet.LatLngExpression[] {
  if (!engineer) return [];
  const home = point(engineer.lat, engineer.lng);
  const stops = route.map((bar) => point(bar.lat, bar.lng));
  const passed = route.filter((bar) => done(bar) || bar.on_site !== null).length;
  L.polyline([home, ...stops.slice(0, passed)], { className: "bd-way" }).addTo(layer);
  L.polyline([passed ? (stops[passed - 1] ?? home) : home, ...stops.slice(passed)], { className: "bd-way ahead" }).addTo(layer);
  L.marker(home, { icon: badge("home", ""), keyboard: false, title: engineer.name }).addTo(layer);
  route.forEach((bar, n) => {
    const kind = selected.value === bar.order ? "on" : done(bar) ? "done" : bar.on_site ? "live" : "";
    L.marker(point(bar.lat, bar.lng), { icon: badge(kind, done(bar) ? "✓" : String(n + 1)), title: bar.title, keyboard: false }).on("click", choose(bar.order)).addTo(layer);
  });
  return [home, ...stops];
}

/** Many dots cost one canvas, not an element each; their colours are those of the text beside the map. */
function drawAll(layer: Leaflet.LayerGroup, quiet: boolean, dots: Leaflet.Renderer, ink: string, urgent: string): Leaflet.LatLngExpression[] {
  const plan = board.value;
  if (!plan) return [];
  const points: Leaflet.LatLngExpression[] = [];
  for (const [name, , lng, lat] of Object.values(plan.outlets)) {
    L.circleMarker(point(lat, lng), { radius: 4, className: "bd-outlet", interactive: false }).addTo(layer).bindTooltip(name, { permanent: true, direction: "bottom", className: "bd-name", offset: [0, 2] });
    points.push(point(lat, lng));
  }
  const dot = (lat: number, lng: number, color: string): void => { L.circleMarker(point(lat, lng), { radius: 2.5, stroke: false, fillColor: color, fillOpacity: 0.55, interactive: false, renderer: dots }).addTo(layer); };
  for (const bar of bars.value) dot(bar.lat, bar.lng, ink);
  for (const [n, order] of waiting.value.entries()) {
    const on = selected.value === order.order;
    if (n >= MOST_PINS && !on) { dot(order.lat, order.lng, urgent); continue; }
    L.marker(point(order.lat, order.lng), { icon: badge(on ? "waits on" : "waits", "!"), title: order.title, keyboard: false }).on("click", choose(order.order)).addTo(layer);
    if (!quiet || on) points.push(point(order.lat, order.lng));
  }
  return points;
}

/** Names that would lie over one already shown are hidden. */
function thin(place: HTMLElement): void {
  const kept: DOMRect[] = [];
  for (const name of place.querySelectorAll<HTMLElement>(".bd-name")) {
    const box = name.getBoundingClientRect();
    const free = kept.every((other) => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom);
    name.style.visibility = free ? "" : "hidden";
    if (free) kept.push(box);
  }
}

/** Draws the plan into `place` and keeps it so; the answer ends that. */
function follow(place: HTMLElement): () => void {
  const map = L.map(place, { zoomControl: false, attributionControl: false, zoomSnap: 0.25, keyboard: false, fadeAnimation: false, zoomAnimation: false, markerZoomAnimation: false }).setView([30, 120], 9);
  L.control.scale({ imperial: false }).addTo(map);
  if (places.tiles.url) {
    L.tileLayer(places.tiles.url, { maxZoom: 19, className: "bd-tile" }).addTo(map);
    if (places.tiles.credit) L.control.attribution({ prefix: false }).addAttribution(credit(places.tiles.credit)).addTo(map);
  }
  const dots = L.canvas({ padding: 0.2 });
  const colour = (token: string): string => { place.style.setProperty("color", `var(${token})`); return getComputedStyle(place).color; };
  const layer = L.layerGroup().addTo(map);
  let framed = "";
  const watch = new ResizeObserver(() => map.invalidateSize());
  watch.observe(place);
  const stop = effect(() => {
    const way = shown();
    layer.clearLayers();
    const all = drawAll(layer, way.engineer !== undefined, dots, colour("--co-text-3"), colour("--co-urgent"));
    const route = drawRoute(layer, way);
    const key = way.engineer ? `e${way.engineer.id}` : `r${board.value?.where ?? ""}`;
    const points = way.engineer ? route : all;
    if (key !== framed && points.length) {
      framed = key;
      map.fitBounds(L.latLngBounds(points), { paddingTopLeft: [26, 40], paddingBottomRight: [52, 30], maxZoom: 14, animate: false });
    }
    thin(place);
  });
  map.on("zoomend", () => thin(place));
  const zoom = (event: Event): void => { const by = (event.target as HTMLElement).closest<HTMLElement>("[data-zoom]")?.dataset.zoom; if (by) map.setZoom(map.getZoom() + Number(by)); };
  const box = place.parentElement;
  box?.addEventListener("click", zoom);
  return () => { stop(); watch.disconnect(); box?.removeEventListener("click", zoom); map.remove(); };
}

export function Map() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let end: (() => void) | null = () => {};
    void import("./leaflet").then((library) => {
      L = library;
      if (end && place.current) end = follow(place.current);
    });
    return () => { end?.(); end = null; };
  }, []);
  const { engineer, route } = shown();
  const km = engineer ? kilometres(engineer, route) : 0;
  return (
    <section class="bd-map" aria-label={t("map")}>
      <div class="bd-leaflet" ref={place} />
      <span class="bd-chip cap"><Icon name="route" />{engineer ? t("map_of", { name: engineer.name, km: km.toFixed(0) }) : t("map_region", { n: bars.value.length, m: waiting.value.length })}</span>
      <div class="bd-zoom"><button type="button" class="bd-btn sq" data-zoom="1" aria-label={t("zoom_in")}><Icon name="plus" /></button><button type="button" class="bd-btn sq" data-zoom="-1" aria-label={t("zoom_out")}><Icon name="minus" /></button></div>
    </section>
  );
}
