// The service worker and "update ready": the page reloads only when the engineer asks for it.
import { signal } from "@preact/signals";

/** Set when a newer version waits; calling it changes over. */
export const update = signal<(() => void) | null>(null);

const CHECK_MS = 30 * 60_000;

let asked = false;

function offer(worker: ServiceWorker): void {
  update.value = () => {
    asked = true;
    worker.postMessage("activate");
  };
}

/** The new version took over: reload where it was asked for; another tab may be in the middle of a form. */
function tookOver(): void {
  if (asked) location.reload();
  else update.value = () => location.reload();
}

function watchInstalling(registration: ServiceWorkerRegistration): void {
  const worker = registration.installing;
  worker?.addEventListener("statechange", () => {
    if (worker.state === "installed" && navigator.serviceWorker.controller) offer(worker);
  });
}

export async function startWorker(): Promise<void> {
  if (!navigator.serviceWorker) return;
  const hadController = !!navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (hadController) tookOver(); });
  const registration = await navigator.serviceWorker.register("/field/sw.js", { scope: "/field/" });
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => watchInstalling(registration));
  setInterval(() => void registration.update().catch(() => null), CHECK_MS);
  void navigator.storage?.persist?.();
}
