// While the engineer travels, and only if he agreed, the server learns where he is and tells the customer how far that is.
import { computed, effect } from "@preact/signals";
import { newCommand, write } from "./log";
import { Offline, Refused, post } from "./net";
import { commands, orders, queued, section } from "./store";
import { sync } from "./sync";

const EVERY_MS = 30_000;

/** The engineer's consent: what he said last, sent or not. */
export const shared = computed<boolean>(() => {
  const said = commands.value.filter((c) => c.type === "share_way" && (c.state === "queued" || c.state === "acked")).at(-1);
  return said ? said.payload.on === true : (section("engineer")?.shares_way ?? false);
});

export async function share(on: boolean): Promise<void> {
  await write(newCommand("share_way", null, { on }));
  void sync();
}

/** The visit he is on the way to, once the server knows of it and of the consent. */
const travelling = computed(() => {
  if (!shared.value || queued.value.some((c) => c.type === "share_way")) return undefined;
  const visit = orders.value.find((order) => order.visit.state === "travelling")?.visit.uid;
  return queued.value.some((c) => c.booking === visit) ? undefined : visit;
});

/** Tell the position as long as there is a journey to tell of; asked for each time, because a watch is silent in a jam. */
export function tellTheWay(): void {
  let timer = 0;
  effect(() => {
    const visit = travelling.value;
    clearInterval(timer);
    if (!visit || !navigator.geolocation) return;
    const tell = () => navigator.geolocation.getCurrentPosition(
      ({ coords }) => void send(visit, coords), () => {}, { enableHighAccuracy: false, maximumAge: EVERY_MS / 2, timeout: EVERY_MS },
    );
    tell();
    timer = window.setInterval(tell, EVERY_MS);
  });
}

/** A refusal changes nothing here: the next pull shows what the office decided. */
async function send(booking: string, { latitude, longitude, accuracy }: GeolocationCoordinates): Promise<void> {
  try {
    await post("position", { booking, latitude, longitude, accuracy: Math.min(accuracy, 100_000) });
  } catch (error) {
    if (!(error instanceof Offline || error instanceof Refused)) throw error;
  }
}
