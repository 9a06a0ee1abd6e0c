// The data key is random and lives in memory while the app is open. On the phone it lies wrapped twice: by the PIN, and by
// a key that only the server keeps, for a PIN that was forgotten. Without either the data cannot be read.
import { fromBase64 } from "./bytes";
import { db } from "./db";
import { currentKey, decrypt, encrypt, useKey } from "./seal";
import type { Vault } from "./types";

export const PIN_DIGITS = 6;
export const MOST_TRIES = 10;
const FREE_TRIES = 3;
const FIRST_WAIT_MS = 30_000;
/** PBKDF2-HMAC-SHA256 as OWASP advises (2023). */
const ITERATIONS = 600_000;
const BY_PIN = "pin";
const BY_SERVER = "recovery";

export type Answer = "open" | "wrong" | "wait" | "spent";

export const readVault = (): Promise<Vault | undefined> => db.keys.get("vault");

async function stretch(pin: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<Uint8Array> {
  const words = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, words, 256));
}

async function byPin(pin: string): Promise<Pick<Vault, "salt" | "iterations" | "pin" | "tries" | "blockedUntil">> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, iterations: ITERATIONS, pin: encrypt(await stretch(pin, salt, ITERATIONS), currentKey(), BY_PIN), tries: 0, blockedUntil: 0 };
}

const byServer = (recovery: string): Vault["recovery"] => (recovery ? encrypt(fromBase64(recovery), currentKey(), BY_SERVER) : null);

/** A new data key for this phone; what lay here in clear is encrypted with it. */
export async function createVault(pin: string, engineer: string, device: string, recovery: string): Promise<void> {
  useKey(crypto.getRandomValues(new Uint8Array(32)));
  const vault: Vault = { id: "vault", engineer, device, recovery: byServer(recovery), ...(await byPin(pin)) };
  const tables = db.tables.filter((table) => table.name !== "keys");
  await db.transaction("rw", db.tables, async () => {
    await db.keys.put(vault);
    for (const table of tables) await table.bulkPut(await table.toArray());
  });
}

/** Try a PIN. Wrong ones cost ever longer waits; after ten the PIN opens nothing more and only signing in does. */
export async function tryPin(pin: string): Promise<Answer> {
  const vault = (await readVault())!;
  if (!vault.pin) return "spent";
  if (vault.blockedUntil > Date.now()) return "wait";
  const secret = await stretch(pin, vault.salt, vault.iterations);
  try {
    useKey(decrypt(secret, vault.pin, BY_PIN));
  } catch {
    return missed(vault);
  }
  await db.keys.update("vault", { tries: 0, blockedUntil: 0 });
  return "open";
}

async function missed(vault: Vault): Promise<Answer> {
  const tries = vault.tries + 1;
  const spent = tries >= MOST_TRIES && vault.recovery !== null;
  const wait = tries < FREE_TRIES ? 0 : FIRST_WAIT_MS * 2 ** Math.min(tries - FREE_TRIES, 8);
  await db.keys.update("vault", { tries, blockedUntil: Date.now() + wait, ...(spent ? { pin: null } : {}) });
  return spent ? "spent" : "wrong";
}

/** Open with the server's key; false when it is not the one of this phone. */
export async function recover(recovery: string): Promise<boolean> {
  const vault = await readVault();
  if (!vault?.recovery) return false;
  try {
    useKey(decrypt(fromBase64(recovery), vault.recovery, BY_SERVER));
    return true;
  } catch {
    return false;
  }
}

export const changePin = async (pin: string): Promise<unknown> => db.keys.update("vault", await byPin(pin));

/** The server knows this phone under a new number. */
export const rename = (device: string, recovery: string): Promise<unknown> => db.keys.update("vault", { device, recovery: byServer(recovery) });
