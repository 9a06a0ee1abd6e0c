// The desk: the caller's file pops up, the call's timer runs, Ctrl S registers, and a demonstration's call rings.
const two = (number) => String(number).padStart(2, "0");

function tick() {
  for (const timer of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(timer.dataset.since)) / 1000));
    timer.textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  }
}

// A ringing call opens its file only when the agent is not in the middle of another one.
function pop() {
  const ringing = document.querySelector("[data-ringing][data-pop]");
  const typing = document.querySelector("[data-busy]") || document.getElementById("find")?.value;
  if (ringing && !typing) location.assign(ringing.dataset.pop);
}

async function simulate(known) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const answer = await fetch("/desk/simulate/", { method: "POST", headers, body: new URLSearchParams({ known }) });
  if (!answer.ok) return;
  const report = await answer.json();
  await fetch(report.url, { method: "POST", headers: report.headers, body: report.body });
  window.htmx.trigger("#callbar", "load");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-simulate]");
  if (button) simulate(button.dataset.simulate);
  // Answered by mouse, the button goes: writing goes on in the description.
  if (document.activeElement?.dataset.key === "f6") document.getElementById("id_description")?.focus();
});

document.addEventListener("change", (event) => {
  if (event.target.name === "symptom") document.querySelector('[name="symptom_by"]').value = "hand";
});

// What the preview under way was asked about is old now: its answer would take back what was just picked.
document.getElementById("desk")?.addEventListener("input", () => window.htmx.trigger("#rail", "htmx:abort"));
document.querySelector("dialog[data-reopen]")?.showModal();

document.addEventListener("keydown", (event) => {
  const pressed = (event.ctrlKey || event.metaKey) && !event.altKey && !document.querySelector("dialog[open]") && document.querySelector(`[data-ctrl="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!pressed) return;
  event.preventDefault();
  pressed.click();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "callbar") return;
  tick();
  pop();
});
// On a phone the history folds away: the next action comes first.
if (matchMedia("(max-width: 767.98px)").matches) document.querySelector(".fold")?.removeAttribute("open");
tick();
setInterval(tick, 1000);
