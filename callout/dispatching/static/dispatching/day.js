// The dispatcher's day: choose an order and click a free time; drag a booking, or pick it up with Enter and the arrows.
// Nothing is changed here: every drop opens the server's dialog, which says what it costs and asks.
const STEP = 15;
const SNAP = 5;
const root = () => document.getElementById("dispatch");
const says = document.getElementById("dispatch-says");
const rows = () => [...root().querySelectorAll(".dispatch-row")];
const lane = (row) => row.querySelector("[data-lane]");
const clock = (at) => at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
let chosen = "";
let held = null;
let pressed = false;
let missed = false;

function timeAt(row, x, snap = SNAP) {
  const box = lane(row).getBoundingClientRect();
  const minutes = Math.round(((x - box.left) / box.width) * Number(root().dataset.minutes) / snap) * snap;
  return new Date(Date.parse(root().dataset.from) + Math.max(0, minutes) * 60000);
}

function ask(url, row, at) {
  window.htmx.ajax("GET", `${url}?engineer=${row.dataset.engineer}&at=${encodeURIComponent(at.toISOString())}`, { target: "#dialog", swap: "innerHTML" });
}

// Which order or booking the panel shows.
function choose(id) {
  chosen = id;
  for (const each of root().querySelectorAll(".dispatch-order, .job[id]")) each.setAttribute("aria-pressed", each.id === id);
  root().classList.toggle("placing", Boolean(root().querySelector(".dispatch-order[aria-pressed=true]")));
}

// A ghost shows where a booking would stand.
function lift(bar) {
  const ghost = document.createElement("div");
  ghost.className = "job ghost";
  ghost.style.setProperty("width", bar.style.width);
  bar.classList.add("held");
  held = { bar, ghost, row: bar.closest(".dispatch-row"), at: new Date(bar.dataset.starts) };
  show();
}

function show() {
  const { bar, ghost, row, at } = held;
  for (const each of rows()) each.classList.toggle("aim", each === row);
  const share = (at - Date.parse(root().dataset.from)) / 60000 / Number(root().dataset.minutes) * 100;
  ghost.style.setProperty("inset-inline-start", `${share}%`);
  ghost.textContent = `${clock(at)} ${bar.dataset.title}`;
  lane(row).append(ghost);
  ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
  says.textContent = `${row.dataset.name} ${clock(at)}`;
}

function release() {
  held?.ghost.remove();
  held?.bar.classList.remove("held");
  rows().forEach((row) => row.classList.remove("aim"));
  held = null;
  readMissed();
}

// A bar in somebody's hand is not replaced under it: what happened meanwhile is read when it is let go.
function readMissed() {
  if (!missed || held || pressed) return;
  missed = false;
  document.body.dispatchEvent(new CustomEvent("dispatch:changed", { bubbles: true }));
}

function drop() {
  const { bar, row, at } = held;
  const moved = row !== bar.closest(".dispatch-row") || Math.abs(at - new Date(bar.dataset.starts)) >= 60000;
  release();
  if (moved) ask(bar.dataset.move, row, at);
}

document.addEventListener("click", (event) => {
  const thing = event.target.closest(".dispatch-order, .job[id]");
  if (thing) return choose(thing.id);
  const free = event.target.closest("[data-lane]");
  const order = root()?.querySelector(".dispatch-order[aria-pressed=true]");
  if (free && order && !held) ask(order.dataset.url, free.closest(".dispatch-row"), timeAt(free.closest(".dispatch-row"), event.clientX));
});

document.addEventListener("pointerdown", (event) => {
  const bar = event.target.closest(".job[data-move]");
  if (!bar || event.button !== 0 || matchMedia("(max-width: 767.98px)").matches) return;
  const start = { x: event.clientX, y: event.clientY };
  const grip = event.clientX - bar.getBoundingClientRect().left;
  let dragging = false;
  pressed = true;
  const move = (now) => {
    if (!dragging && Math.hypot(now.clientX - start.x, now.clientY - start.y) < 5) return;
    if (!dragging) lift(bar);
    dragging = true;
    const below = document.elementFromPoint(now.clientX, now.clientY)?.closest(".dispatch-row");
    if (below) held.row = below;
    held.at = timeAt(held.row, now.clientX - grip);
    show();
  };
  const end = (now) => {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", end);
    pressed = false;
    if (!dragging) return readMissed();
    addEventListener("click", (click) => click.stopPropagation(), { capture: true, once: true });
    if (now.type === "pointerup") drop();
    else release();
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
});

function step(key) {
  const all = rows();
  const index = all.indexOf(held.row);
  if (key === "ArrowUp") held.row = all[Math.max(0, index - 1)];
  if (key === "ArrowDown") held.row = all[Math.min(all.length - 1, index + 1)];
  if (key === "ArrowLeft") held.at = new Date(held.at - STEP * 60000);
  if (key === "ArrowRight") held.at = new Date(held.at.getTime() + STEP * 60000);
  show();
}

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  const bar = event.target.closest?.(".job[data-move]");
  if (held && event.key.startsWith("Arrow")) step(event.key);
  else if (held && event.key === "Enter") drop();
  else if (held && event.key === "Escape") release();
  else if (bar && event.key === "Enter") {
    lift(bar);
    bar.click();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!(held || pressed) || event.detail.target.id !== "dispatch") return;
  event.detail.shouldSwap = false;
  missed = true;
});
// A refresh keeps what was chosen.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "dispatch" && root()) choose(chosen);
  if (event.detail.target.id === "dispatch-panel" && innerWidth < 1280) event.detail.target.scrollIntoView({ block: "nearest" });
});
document.addEventListener("dispatch:changed", () => {
  document.addEventListener("htmx:afterSettle", () => document.getElementById(chosen)?.click(), { once: true });
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});
