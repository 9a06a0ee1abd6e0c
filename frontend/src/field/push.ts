// Push messages on this phone: only when the engineer asked for them; the server learns the browser's address.
import { signal } from "@preact/signals";
import { Offline, Refused, post, remove } from "./net";
import { section } from "./store";
import { sync } from "./sync";

export type PushState = "unsupported" | "denied" | "on" | "off";

export const pushState = signal<PushState>("unsupported");

const able = (): boolean => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const worker = (): Promise<ServiceWorkerRegistration | undefined> => navigator.serviceWorker.getRegistration("/field/");

/** What holds on this phone now; and a message that comes while the app is open makes it synchronise. */
export async function watchPush(): Promise<void> {
  if (!able()) return;
  navigator.serviceWorker.addEventListener("message", (event) => { if (event.data === "sync") void sync(); });
  await look();
}

async function look(): Promise<void> {
  const held = await (await worker())?.pushManager.getSubscription();
  pushState.value = Notification.permission === "denied" ? "denied" : held ? "on" : "off";
}

function keyBytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** Ask the engineer, subscribe, tell the server. False when one of them said no. */
export async function allowPush(): Promise<boolean> {
  const key = section("engineer")?.push_key;
  const registration = await worker();
  if (!key || !registration || (await Notification.requestPermission()) !== "granted") {
    await look();
    return false;
  }
  try {
    const held = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(key) });
    const { endpoint, keys } = held.toJSON();
    await post("push", { endpoint, ...keys });
  } catch (error) {
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    await look();
    if (error instanceof Offline || error instanceof Refused || error instanceof DOMException) return false;
    throw error;
  }
  await look();
  return true;
}

export async function refusePush(): Promise<void> {
  await (await (await worker())?.pushManager.getSubscription())?.unsubscribe();
  await remove("push").catch((error) => { if (!(error instanceof Offline || error instanceof Refused)) throw error; });
  await look();
}
