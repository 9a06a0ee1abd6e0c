// The command palette, where a page has it: arrows move, Enter opens, Ctrl Enter opens a new window. htmx brings what was found.
const palette = document.getElementById("palette");
const input = document.getElementById("palette-q");
const commands = document.getElementById("palette-commands");

const options = () => [...palette.querySelectorAll('[role="option"]')].filter((option) => !option.hidden);
const chosen = () => palette.querySelector('[aria-selected="true"]:not([hidden])');

function choose(option) {
  palette.querySelectorAll('[aria-selected="true"]').forEach((each) => each.setAttribute("aria-selected", "false"));
  if (!option) return input.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.id ||= `option-${Math.random().toString(36).slice(2)}`;
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

// What this page offers by a key stands among the commands: "New case" before "Open: …".
function listPageCommands() {
  const offered = [...document.querySelectorAll("main a[data-key], main button[data-key]")].filter((element) => element.offsetParent);
  const lines = offered.map((element) => {
    const line = document.createElement("a");
    line.setAttribute("role", "option");
    line.tabIndex = -1;
    line.append(...[...element.childNodes].map((node) => node.cloneNode(true)));
    line.querySelector("kbd")?.classList.add("push");
    line.addEventListener("click", () => {
      palette.close();
      element.click();
    });
    return line;
  });
  document.getElementById("palette-page").replaceChildren(...lines);
}

function narrow() {
  const text = input.value.trim().toLowerCase();
  for (const command of commands.querySelectorAll('[role="option"]')) command.hidden = !command.textContent.toLowerCase().includes(text);
  commands.hidden = !commands.querySelector('[role="option"]:not([hidden])');
  choose(options()[0]);
}

palette?.addEventListener("opened", () => {
  input.value = "";
  listPageCommands();
  document.getElementById("palette-found").replaceChildren();
  narrow();
  input.focus();
});
input?.addEventListener("input", narrow);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "palette-found") choose(options()[0]);
});
palette?.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const all = options();
  const at = all.indexOf(chosen());
  if (event.key === "ArrowDown") choose(all[(at + 1) % all.length]);
  else if (event.key === "ArrowUp") choose(all[(at - 1 + all.length) % all.length]);
  else if (event.key === "Enter" && chosen()) {
    if ((event.ctrlKey || event.metaKey) && chosen().href) window.open(chosen().href, "_blank", "noopener");
    else chosen().click();
  } else return;
  event.preventDefault();
});
