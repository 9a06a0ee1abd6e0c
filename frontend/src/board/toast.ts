// One short message at the foot of the timeline, with the way back when there is one.
import { signal } from "@preact/signals";

export interface Toast { text: string; undo?: () => void; error?: boolean }
export const shown = signal<Toast | null>(null);
let timer = 0;

export function toast(text: string, undo?: () => void, error = false): void {
  shown.value = { text, undo, error };
  clearTimeout(timer);
  if (!error) timer = window.setTimeout(() => { shown.value = null; }, 8000);
}

export function closeToast(): void {
  clearTimeout(timer);
  shown.value = null;
}
