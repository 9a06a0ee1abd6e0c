// The rotating code of a visit: RFC 6238 with HMAC-SHA-256, six digits, a new one each minute. The server and the
// customer's page compute the same (callout/workorders/door.py); no network is needed.
export const STEP_S = 60;
const DIGITS = 6;

/** The code that holds at this time (milliseconds, corrected clock); `key` is hexadecimal. */
export async function codeAt(key: string, at: number): Promise<string> {
  const bytes = Uint8Array.from(key.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const secret = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(at / 1000 / STEP_S)));
  const digest = new DataView(await crypto.subtle.sign("HMAC", secret, counter));
  const number = digest.getUint32(digest.getUint8(digest.byteLength - 1) & 0x0f) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

export const secondsLeft = (at: number): number => STEP_S - (Math.floor(at / 1000) % STEP_S);
