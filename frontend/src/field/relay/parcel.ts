// The commands that wait, closed so that only the server can read them and anybody may carry them:
// version ‖ device ‖ nonce ‖ AES-256-GCM(deflate(JSON)) ‖ ECDSA P-256 over everything before it. See callout/field/relay.py.
import { deflate, fromBase64, joined, toBase64 } from "../bytes";
import { skew } from "../clock";
import { db, getMeta, setMeta } from "../db";
import { post } from "../net";
import { encrypt } from "../seal";
import { wire } from "../sync";
import type { Command } from "../types";

const VERSION = 1;
const SIGNING = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const META = "relay";

interface Relay {
  device: string;
  key: string;
  secret: JsonWebKey;
}

/** With a network, once: this phone's signing key goes to the server, the key for parcels comes back. */
export async function prepare(token: string): Promise<void> {
  const known = await getMeta<Relay & { token: string }>(META);
  if (known?.token === token) return;
  const pair = (await crypto.subtle.generateKey(SIGNING, true, ["sign", "verify"])) as CryptoKeyPair;
  const shown = toBase64(await crypto.subtle.exportKey("spki", pair.publicKey));
  const { device, key } = await post<{ device: string; key: string }>("relay-key", { public_key: shown });
  await setMeta(META, { token, device, key, secret: await crypto.subtle.exportKey("jwk", pair.privateKey) });
}

const uuidBytes = (uuid: string): Uint8Array => Uint8Array.from(uuid.replaceAll("-", "").match(/../g)!, (pair) => parseInt(pair, 16));

/** The parcel of these commands; null while this phone has no keys (it never had a network since it was registered). */
export async function pack(commands: Command[]): Promise<Uint8Array<ArrayBuffer> | null> {
  const relay = await getMeta<Relay>(META);
  if (!relay) return null;
  const plain = await deflate(JSON.stringify({ skew_ms: skew(), commands: commands.map(wire) }));
  const head = joined(Uint8Array.of(VERSION), uuidBytes(relay.device));
  const body = joined(head, encrypt(fromBase64(relay.key), plain, `relay:${relay.device}`));
  const secret = await crypto.subtle.importKey("jwk", relay.secret, SIGNING, false, ["sign"]);
  return joined(body, new Uint8Array(await crypto.subtle.sign(SIGNING, secret, body)));
}

/** Keep a parcel of a colleague until there is a network. */
export async function carry(id: string, parcel: Uint8Array): Promise<void> {
  await db.parcels.put({ id, data: toBase64(parcel), state: "queued", message: "", at: Date.now() });
}
