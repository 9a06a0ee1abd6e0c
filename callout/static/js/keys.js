// Keyboard: single letters press what carries data-key, G and a letter opens a page, Alt and a letter goes to a block
// (data-alt), where a digit then picks. Letters are read from the key's place, so that input methods do not matter.
let afterG = 0;
let block = null;

const typing = (event) => event.isComposing || event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const shown = (element) => element.offsetParent !== null || element.matches("dialog[open] *");
const letterOf = (event) => (event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "");

function press(name) {
  const scope = document.querySelector("dialog[open]") ?? document;
  const found = [...scope.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].filter(shown).at(-1);
  if (!found) return false;
  if (found.matches("input")) {
    found.focus();
    found.select();
  } else found.click();
  return true;
}

function enter(letter) {
  const found = document.querySelector(`[data-alt="${letter}"]`);
  if (!found) return false;
  block = found;
  const first = found.matches("a, button, input, select, textarea") ? found : found.querySelector("input:not([type=hidden]), select, textarea, button, a");
  first?.focus();
  found.scrollIntoView({ block: "nearest" });
  return true;
}

function pick(digit) {
  const found = block?.querySelectorAll("[data-pick]")[digit - 1];
  if (!found) return false;
  found.click();
  (found.querySelector("input") ?? found).focus();
  return true;
}

// Ctrl+Enter presses the button: that of the open dialog, else that of the form, so that the server hears which it was.
function save(event) {
  const place = document.querySelector("dialog[open]") ?? event.target.closest("form") ?? document.querySelector("form[data-save]");
  if (!place) return false;
  const buttons = [...(place.elements ?? place.querySelectorAll("button"))].filter((each) => each.type === "submit" && !each.disabled);
  const button = buttons.find((each) => each.matches(".btn-primary")) ?? buttons[0];
  if (!event.repeat) button ? button.click() : place.requestSubmit?.();
  return true;
}

function single(event) {
  const letter = letterOf(event);
  if (letter && Date.now() - afterG < 1500) {
    afterG = 0;
    const target = document.querySelector(`[data-go="${letter}"]`);
    target?.click();
    return Boolean(target);
  }
  if (event.key === "?") {
    document.getElementById("keys")?.showModal();
    return true;
  }
  if (event.key === "/") return press("/");
  if (/^Digit[1-9]$/.test(event.code) && pick(Number(event.code.slice(5)))) return true;
  if (letter && press(letter)) return true;
  if (letter === "g") afterG = Date.now();
  return false;
}

function handle(event) {
  if (event.ctrlKey || event.metaKey) {
    if (letterOf(event) === "k") {
      const palette = document.getElementById("palette");
      if (!palette.open) document.querySelector('[data-dialog="palette"]').click();
      return true;
    }
    return event.key === "Enter" && save(event);
  }
  if (event.altKey) return letterOf(event) ? enter(letterOf(event)) : /^Digit[1-9]$/.test(event.code) && pick(Number(event.code.slice(5)));
  if (/^F[1-9]\d?$/.test(event.key)) return press(event.key.toLowerCase());
  return !typing(event) && single(event);
}

document.addEventListener("keydown", (event) => {
  if (!event.defaultPrevented && handle(event)) event.preventDefault();
});
document.addEventListener("focusin", (event) => {
  block = event.target.closest("[data-alt]") ?? block;
});
