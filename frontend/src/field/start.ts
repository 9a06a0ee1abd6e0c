// Who works on this phone: first registration, another account in the browser, signing out.
import { signal } from "@preact/signals";
import { getMeta, setMeta, wipe } from "./db";
import { Offline, Refused, askLocked, post, recoveryOf, register, session } from "./net";
import { lastSync, link, sync, wipeLost } from "./sync";
import { kept } from "./store";
import { type Answer, changePin, createVault, readVault, recover, rename, tryPin } from "./vault";

export type Stage = "loading" | "ready" | "first_offline" | "sign_in" | "not_engineer" | "other_user" | "preparing" | "locked" | "new_pin";

export const stage = signal<Stage>("loading");
export const signedInAs = signal("");
export const owner = signal("");

let entered: (() => void) | null = null;

/** Resolves when the data can be read: the PIN was typed, or a new phone was registered. */
export async function enter(): Promise<void> {
  const opened = new Promise<void>((resolve) => { entered = resolve; });
  const vault = await readVault();
  if (vault) {
    owner.value = vault.engineer;
    stage.value = "locked";
    void askWhetherLost(vault.device);
  } else if (await getMeta<string>("token")) stage.value = "new_pin"; // from a version without a PIN
  else await begin();
  await opened;
}

/** A locked phone that was reported lost is wiped at its next contact too. */
async function askWhetherLost(device: string): Promise<void> {
  try {
    if (device) await askLocked(device);
  } catch (error) {
    if (error instanceof Refused && error.status === 410) await wipeLost();
  }
}

async function goOn(): Promise<void> {
  const wake = entered;
  entered = null;
  if (wake) wake();
  else await start();
}

export async function unlock(pin: string): Promise<Answer> {
  const answer = await tryPin(pin);
  if (answer === "open") {
    stage.value = "loading";
    await goOn();
  }
  return answer;
}

/** A new PIN: for a new phone, after a forgotten one, or for a phone from before there were PINs. */
export async function choosePin(pin: string): Promise<void> {
  stage.value = "preparing";
  try {
    if (await readVault()) await changePin(pin);
    else if (await getMeta<string>("token")) await createVault(pin, (await getMeta<string>("engineer")) ?? "", "", "");
    else await registerPhone(pin);
  } catch (error) {
    if (!(error instanceof Offline || error instanceof Refused)) throw error;
    stage.value = error instanceof Offline ? "first_offline" : "sign_in";
    return;
  }
  await goOn();
}

export type Forgotten = "opened" | "sign_in" | "other" | "offline";

/** The PIN was forgotten: who is signed in as this phone's engineer may choose a new one; nothing is lost. */
export async function forgotten(): Promise<Forgotten> {
  try {
    const { engineer } = await session();
    if (!engineer) return "sign_in";
    const vault = await readVault();
    if (!vault || engineer !== vault.engineer || !(await recover(await recoveryOf(vault.device)))) return "other";
    stage.value = "new_pin";
    return "opened";
  } catch (error) {
    if (error instanceof Refused && error.status === 410) await wipeLost();
    return error instanceof Offline ? "offline" : "other";
  }
}

/** Decide what to show. With a registered phone the app opens at once; the session is looked at in the background. */
export async function start(): Promise<void> {
  owner.value = (await getMeta<string>("engineer")) ?? "";
  lastSync.value = (await getMeta<number>("lastSync")) ?? 0;
  if (await getMeta<string>("token")) {
    const synced = sync();
    if (!lastSync.value) await synced;
    stage.value = "ready";
    void synced.then(checkSession);
  } else await begin();
}

/** No token yet: register when an engineer is signed in, else say what to do. */
export async function begin(): Promise<void> {
  try {
    const who = await session();
    signedInAs.value = who.engineer ?? "";
    if (!who.signed_in) stage.value = "sign_in";
    else if (!who.engineer) stage.value = "not_engineer";
    else stage.value = "new_pin";
  } catch (error) {
    if (!(error instanceof Offline)) throw error;
    stage.value = "first_offline";
  }
}

async function registerPhone(pin: string): Promise<void> {
  const { token, device, engineer, recovery } = await register(deviceName());
  await createVault(pin, engineer, device, recovery);
  await setMeta("engineer", engineer);
  await setMeta("token", token);
}

function deviceName(): string {
  const agent = navigator.userAgent;
  const system = /iPhone|iPad/.exec(agent)?.[0] ?? /Android [\d.]+; ([^;)]+)/.exec(agent)?.[1] ?? navigator.platform;
  return `${system} ${new Date().toISOString().slice(0, 10)}`.slice(0, 80);
}

/** The owner signed in again: renew the token. Somebody else did: go over to them once nothing of the owner is only here. */
async function checkSession(): Promise<void> {
  try {
    const who = await session();
    if (!who.engineer) return;
    if (who.engineer === owner.value) {
      if (link.value === "signed_out") await renew();
      return;
    }
    signedInAs.value = who.engineer;
    await sync();
    if (kept.value) stage.value = "other_user";
    else await handOver();
  } catch (error) {
    if (!(error instanceof Offline || error instanceof Refused)) throw error;
  }
}

/** The server no longer knows this phone, and its owner has signed in again: a new token, with everything kept. */
async function renew(): Promise<void> {
  const { token, device, recovery } = await register(deviceName());
  await rename(device, recovery);
  await setMeta("token", token);
  await setMeta("cursor", "");
  await sync();
}

async function handOver(): Promise<void> {
  await post("sign-out", {}).catch((error) => { if (!(error instanceof Refused)) throw error; });
  await wipe();
  await begin();
}

export async function signOut(): Promise<void> {
  try {
    await post("sign-out", {});
  } catch (error) {
    if (error instanceof Offline) return;
  }
  await wipe();
  link.value = "online";
  stage.value = "sign_in";
}
