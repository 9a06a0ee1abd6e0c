// The frame: theme buttons, drawer, menus, dialogs, forms in flight, bars, htmx's progress and errors.
const root = document.documentElement;
const signedIn = () => Boolean(document.querySelector(".shell"));

function setTheme(theme) {
  document.dispatchEvent(new CustomEvent("theme:set", { detail: theme }));
  if (signedIn()) window.htmx.ajax("POST", "/preferences/theme/", { values: { theme }, swap: "none" });
}

function toggleDrawer(id, open) {
  const drawer = document.getElementById(id);
  drawer.classList.toggle("open", open);
  if (drawer.classList.contains("open")) drawer.querySelector("a")?.focus();
}

// A popover opens in the middle of the page; under its button is where people look for it.
function place(menu) {
  const button = document.querySelector(`[popovertarget="${menu.id}"]`);
  if (!button || matchMedia("(max-width: 767.98px)").matches && menu.classList.contains("sheet")) return;
  const from = button.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const below = from.bottom + 4;
  const top = below + size.height > innerHeight - 8 ? Math.max(8, Math.min(from.top - size.height - 4, innerHeight - size.height - 8)) : below;
  const left = Math.max(8, Math.min(from.left + size.width > innerWidth - 8 ? from.right - size.width : from.left, innerWidth - size.width - 8));
  menu.style.setProperty("top", `${top}px`);
  menu.style.setProperty("left", `${left}px`);
}

function openDialog(id, opener) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.dispatchEvent(new CustomEvent("opened", { detail: opener }));
}

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.(".menu[popover]") && event.newState === "open") place(event.target);
}, true);

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  const dialogButton = at("[data-dialog]");
  if (dialogButton) openDialog(dialogButton.dataset.dialog, dialogButton);
  const drawerButton = at("[data-drawer]");
  if (drawerButton) {
    event.preventDefault();
    toggleDrawer(drawerButton.dataset.drawer);
  } else if (!at(".side")) document.querySelector(".side.open")?.classList.remove("open");
  if (at("[data-theme-toggle]")) setTheme(root.dataset.bsTheme === "dark" ? "light" : "dark");
  const themeButton = at("[data-theme-set]");
  if (themeButton) setTheme(themeButton.dataset.themeSet);
  const close = at("[data-close]");
  const dialog = close?.closest("dialog");
  if (dialog) {
    event.preventDefault();
    dialog.close();
  }
  if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector(".side.open")?.classList.remove("open");
});

// A second press, of a button or of Ctrl+Enter, must not save twice.
const UNDER_WAY = 8000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post]")) return;
  if (Date.now() - (form.dataset.sent ?? 0) < UNDER_WAY) return event.preventDefault();
  form.dataset.sent = Date.now();
  const button = event.submitter;
  setTimeout(() => button?.setAttribute("aria-busy", "true"));
  setTimeout(() => button?.removeAttribute("aria-busy"), UNDER_WAY);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A choice that shows its result at once.
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
});

// A picked file says its name.
document.addEventListener("change", (event) => {
  const name = event.target.closest?.(".filepick")?.querySelector("[data-name]");
  if (name && event.target.files.length) name.textContent = [...event.target.files].map((file) => file.name).join(", ");
});

// Widths that only the data knows: data-w and data-x in per cent, data-grow as a share.
function drawBars(scope) {
  const each = (name, property, unit) => {
    for (const element of scope.querySelectorAll(`[data-${name}]`)) element.style.setProperty(property, element.dataset[name] + unit);
  };
  each("w", "width", "%");
  each("x", "inset-inline-start", "%");
  each("grow", "flex-grow", "");
}

const onHtmx = (name, action) => document.addEventListener(`htmx:${name}`, action);
const say = (word) => document.dispatchEvent(new CustomEvent("toast", { detail: { text: word, level: "error" } }));
const words = JSON.parse(document.getElementById("words").textContent);
const progress = document.getElementById("progress");
let inFlight = 0;
onHtmx("beforeRequest", () => progress.classList.toggle("on", ++inFlight > 0));
onHtmx("afterRequest", () => progress.classList.toggle("on", --inFlight > 0));
onHtmx("sendError", () => say(words.failed));
onHtmx("responseError", (event) => {
  const status = event.detail.xhr.status;
  say(status === 403 ? words.denied : status === 400 ? words.expired : words.failed);
});
onHtmx("load", (event) => {
  drawBars(event.detail.elt);
  event.detail.elt.querySelector?.("[data-summary]")?.focus();
});
onHtmx("afterSwap", (event) => {
  if (event.detail.target.id === "dialog" && event.detail.target.innerHTML.trim()) openDialog("dialog");
});
document.addEventListener("dialog:close", () => document.getElementById("dialog")?.close());

addEventListener("offline", () => {
  root.classList.add("live-down");
  document.dispatchEvent(new CustomEvent("toast", { detail: { text: words.offline, level: "warning" } }));
});
addEventListener("online", () => root.classList.remove("live-down"));
drawBars(document);
document.querySelector(".side [aria-current]")?.scrollIntoView({ block: "nearest" });
document.querySelector("[data-summary]")?.focus();
