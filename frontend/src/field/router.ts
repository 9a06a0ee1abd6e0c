// Addresses under /field/: every screen has one, so that a restart or a link opens it again.
import { signal } from "@preact/signals";

const BASE = "/field";

export const path = signal(location.pathname.slice(BASE.length) || "/");

function settle(): void {
  path.value = location.pathname.slice(BASE.length) || "/";
  requestAnimationFrame(() => scrollTo(0, 0)); // asked for at once, the browser would lay out the screen that is being left
}

addEventListener("popstate", settle);

export function go(to: string, { replace = false } = {}): void {
  history[replace ? "replaceState" : "pushState"](null, "", BASE + to);
  settle();
}

/** Props of a link inside the app. */
export const link = (to: string) => ({
  href: BASE + to,
  onClick: (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(to);
  },
});

/** The parts of the address, e.g. ["order", uid, "record"]. */
export const segments = (): string[] => path.value.split("/").filter(Boolean);
