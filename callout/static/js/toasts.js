// Messages after an action: six seconds, with Undo where the server offers one; errors stay until closed.
const area = document.getElementById("toasts");
const words = JSON.parse(document.getElementById("words").textContent);
const icon = (level) => document.getElementById("toast-icons").content.querySelector(`[data-level="${level}"]`).firstElementChild.cloneNode(true);
const SECONDS = 6;

function button(label, css, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = css;
  made.append(label);
  made.addEventListener("click", action);
  return made;
}

function equip(line, level, undo) {
  if (undo) {
    const revert = button(words.undo, "btn btn-sm btn-ghost", () => {
      window.htmx.ajax("POST", undo, { swap: "none" });
      line.remove();
    });
    revert.dataset.key = "z";
    const key = document.createElement("kbd");
    key.textContent = "Z";
    revert.append(key);
    line.append(revert);
  }
  const close = button(icon("close"), "iconbtn small", () => line.remove());
  close.setAttribute("aria-label", words.close);
  line.append(close);
  if (level === "error") return;
  let timer = setTimeout(() => line.remove(), SECONDS * 1000);
  line.addEventListener("pointerenter", () => clearTimeout(timer));
  line.addEventListener("pointerleave", () => { timer = setTimeout(() => line.remove(), 2000); });
}

function show({ text, level = "success", undo = "" }) {
  const line = document.createElement("div");
  line.className = "toast-line";
  line.setAttribute("role", level === "error" ? "alert" : "status");
  const body = document.createElement("span");
  body.className = "grow";
  body.textContent = text;
  line.append(icon(level), body);
  area.append(line);
  equip(line, level, undo);
}

document.addEventListener("toast", (event) => (event.detail.toasts ?? [event.detail]).forEach(show));
for (const line of area.querySelectorAll("[data-toast]")) equip(line, line.dataset.toast, line.dataset.undo);
