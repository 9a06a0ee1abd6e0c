// Who works on this phone: first registration, another account in the browser, signing out.
import { signal } from "@preact/signals";
import { getMeta, setMeta, wipe } from "./db";
import { Offline, Refused, post, register, session } from "./net";
import { lastSync, link, sync } from "./sync";
import { unsent } from "./store";

export type Stage = "loading" | "ready" | "first_offline" | "sign_in" | "not_engineer" | "other_user" | "preparing";

export const stage = signal<Stage>("loading");
export const signedInAs = signal("");
export const owner = signal("");

/** Decide what to show. With a registered phone the app opens at once; the session is looked at in the background. */
export async function start(): Promise<void> {
  owner.value = (await getMeta<string>("engineer")) ?? "";
  lastSync.value = (await getMeta<number>("lastSync")) ?? 0;
  if (await getMeta<string>("token")) {
    stage.value = "ready";
    void sync().then(checkSession);
  } else await begin();
}

/** No token yet: register when an engineer is signed in, else say what to do. */
export async function begin(): Promise<void> {
  try {
    const who = await session();
    signedInAs.value = who.engineer ?? "";
    if (!who.signed_in) stage.value = "sign_in";
    else if (!who.engineer) stage.value = "not_engineer";
    else await registerPhone();
  } catch (error) {
    if (!(error instanceof Offline)) throw error;
    stage.value = "first_offline";
  }
}

async function registerPhone(): Promise<void> {
  stage.value = "preparing";
  const { token, engineer } = await register(deviceName());
  await setMeta("engineer", engineer);
  await setMeta("token", token);
  owner.value = engineer;
  await sync();
  stage.value = "ready";
}

function deviceName(): string {
  const agent = navigator.userAgent;
  const system = /iPhone|iPad/.exec(agent)?.[0] ?? /Android [\d.]+; ([^;)]+)/.exec(agent)?.[1] ?? navigator.platform;
  return `${system} ${new Date().toISOString().slice(0, 10)}`.slice(0, 80);
}

/** The owner signed in again: renew the token. Somebody else did: go over to them once everything of the owner is sent. */
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
    if (unsent.value) stage.value = "other_user";
    else await handOver();
  } catch (error) {
    if (!(error instanceof Offline || error instanceof Refused)) throw error;
  }
}

/** The server no longer knows this phone, and its owner has signed in again: a new token, with everything kept. */
async function renew(): Promise<void> {
  const { token } = await register(deviceName());
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
