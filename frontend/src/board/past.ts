// Playing a day again: a moment that runs at one or sixty times the speed of the clock.
import { signal } from "@preact/signals";
import { get } from "./api";
import { axis, HEAD, view } from "./axis";
import { planQuery } from "./load";
import { clock, history, replayAt } from "./store";
import type { History } from "./types";

export const playing = signal(false);
export const speed = signal<1 | 60>(60);
const FRAME_MS = 200;
let timer = 0;

/** Where a replay ends: now, or the end of a past day. */
export const lastMoment = (): number => Math.min(clock.value, axis.value.ends);

async function begin(at: number): Promise<void> {
  history.value ??= await get<History>(`replay/?${planQuery()}`);
  replayAt.value = Math.max(axis.value.starts, Math.min(at, lastMoment()));
  keepInSight(replayAt.value);
}

/** The timeline follows the replayed moment. */
function keepInSight(at: number): void {
  const scroll = document.getElementById("bd-scroll");
  const { left, width } = view.value;
  const x = axis.value.place(at);
  if (scroll && (x < left || x > left + width - HEAD)) scroll.scrollLeft = Math.max(0, x - 120);
}

export async function seek(at: number): Promise<void> {
  if (at >= lastMoment() && lastMoment() === clock.value) toNow();
  else await begin(at);
}

export function toNow(): void {
  stop();
  replayAt.value = null;
  history.value = null;
}

function stop(): void {
  playing.value = false;
  clearInterval(timer);
}

export async function togglePlay(): Promise<void> {
  if (playing.value) return stop();
  await begin(replayAt.value ?? axis.value.starts);
  playing.value = true;
  timer = window.setInterval(() => {
    const next = (replayAt.value ?? 0) + (FRAME_MS / 1000) * speed.value;
    if (next < lastMoment()) {
      replayAt.value = next;
      keepInSight(next);
    }
    else if (lastMoment() === clock.value) toNow();
    else { replayAt.value = lastMoment(); stop(); }
  }, FRAME_MS);
}
