// List pages: select the page, count what is selected, keep the selection over a live refresh, search while typing.
const words = JSON.parse(document.getElementById("words").textContent);
const boxes = (list, checked = "") => [...list.querySelectorAll(`td.pick input${checked}`)];
let kept = null;

function count(list) {
  const number = boxes(list, ":checked").length;
  const text = list.querySelector("[data-picked]");
  if (text) text.textContent = words.selected.replace("{n}", number);
  const all = list.querySelector("[data-pick-all]");
  if (all) {
    all.checked = number > 0 && number === boxes(list).length;
    all.indeterminate = number > 0 && !all.checked;
  }
}

document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-list]");
  if (!list) return;
  if (event.target.matches("[data-pick-all]")) boxes(list).forEach((box) => { box.checked = event.target.checked; });
  if (event.target.matches("[data-pick-all], td.pick input")) count(list);
});
document.addEventListener("reset", (event) => {
  const list = event.target.closest("[data-list]");
  if (list) setTimeout(() => count(list));
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "list") return;
  const list = event.detail.target;
  kept = {
    picked: boxes(list, ":checked").map((box) => box.value),
    all: Boolean(list.querySelector('input[name="all"]:checked')),
    known: new Set([...list.querySelectorAll("tr[data-pk]")].map((row) => row.dataset.pk)),
    live: event.detail.requestConfig.triggeringEvent?.type.startsWith("calm:"),
    searching: document.activeElement?.name === "q",
    text: document.activeElement?.value,
    scroll: list.querySelector(".list-scroll")?.scrollTop ?? 0,
  };
});
document.addEventListener("htmx:afterSwap", () => {
  const list = document.getElementById("list");
  if (!kept || !list) return;
  if (kept.live) {
    for (const box of boxes(list)) box.checked = kept.picked.includes(box.value);
    const all = list.querySelector('input[name="all"]');
    if (all) all.checked = kept.all;
    for (const row of list.querySelectorAll("tr[data-pk]")) row.classList.toggle("fresh", !kept.known.has(row.dataset.pk));
    list.querySelector(".list-scroll")?.scrollTo(0, kept.scroll);
  }
  if (kept.searching) {
    const input = list.querySelector('input[name="q"]');
    if (input) input.value = kept.text;
    input?.focus();
    input?.setSelectionRange(input.value.length, input.value.length);
  }
  kept = null;
  count(list);
});

// Empty fields of the filter form say nothing; without them addresses stay short and views comparable.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.target?.id !== "list" || event.detail.verb !== "get") return;
  for (const [name, value] of [...event.detail.formData.entries()]) if (value === "") event.detail.formData.delete(name);
});

let timer;
document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-live-search]");
  if (!form || event.isComposing) return;
  clearTimeout(timer);
  // A list that came meanwhile brought a form of its own.
  timer = setTimeout(() => (form.isConnected ? form : document.querySelector("[data-live-search]"))?.requestSubmit(), 350);
});
