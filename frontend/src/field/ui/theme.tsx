// Themes: as the phone has it, light, dark, or direct sunlight.
import { signal } from "@preact/signals";
import { t } from "../i18n";
import { IconButton } from "./basic";

export type Theme = "auto" | "light" | "dark" | "sun";

export const theme = signal<Theme>((localStorage.getItem("theme") as Theme | null) ?? "auto");

const dark = matchMedia("(prefers-color-scheme: dark)");

export function applyTheme(): void {
  const shown = theme.value === "auto" ? (dark.matches ? "dark" : "light") : theme.value;
  document.documentElement.dataset.theme = shown;
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", shown === "dark" ? "#0f151b" : "#f6f8fb");
}

dark.addEventListener("change", applyTheme);

export function setTheme(next: Theme): void {
  theme.value = next;
  localStorage.setItem("theme", next);
  applyTheme();
}

let before: Theme = "auto";

export function SunButton() {
  const on = theme.value === "sun";
  const toggle = () => {
    if (!on) before = theme.value;
    setTheme(on ? before : "sun");
  };
  return <IconButton icon="sun" label={t("sun_mode")} pressed={on} onClick={toggle} />;
}
