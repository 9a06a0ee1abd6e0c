// Requests to the field API. A redirect to the sign-in page, a captive portal or a proxy's error never counts as success.
import { learn } from "./clock";
import { getMeta } from "./db";
import { language } from "./i18n";

export class Offline extends Error {}

/** Our server is there but has too much to do now; it asked to come again after `seconds`. */
export class Busy extends Offline {
  constructor(readonly seconds: number) {
    super("busy");
  }
}

export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly body: Record<string, unknown>) {
    super(message);
  }
}

const TIMEOUT_MS = 30_000;
const LONGEST_WAIT_S = 3600;

async function fetchAnswer(path: string, init: RequestInit): Promise<Record<string, unknown>> {
  const sent = Date.now();
  let response: Response;
  let body: Record<string, unknown>;
  try {
    response = await fetch(`/field/api/${path}`, { ...init, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.type === "opaqueredirect") throw new Refused(401, "signed_out", "", {});
    const wait = Number(response.headers.get("Retry-After") ?? NaN);
    if (response.status === 503 && wait >= 0) throw new Busy(Math.min(wait, LONGEST_WAIT_S));
    body = (await response.json()) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof Refused || error instanceof Busy) throw error;
    throw new Offline(String(error));
  }
  if (typeof body.server_ms !== "number") throw new Offline("not our server");
  learn(body.server_ms, sent, Date.now());
  if (!response.ok) throw new Refused(response.status, String(body.code), String(body.detail), body);
  return body;
}

async function headers(): Promise<Record<string, string>> {
  const token = await getMeta<string>("token");
  return { Authorization: `Device ${token ?? ""}`, "X-Callout-Language": language.value === "en" ? "en" : "zh-hans" };
}

export async function get<T>(path: string): Promise<T> {
  return (await fetchAnswer(path, { headers: await headers() })) as T;
}

export async function post<T>(path: string, data: unknown): Promise<T> {
  const own = { ...(await headers()), "Content-Type": "application/json" };
  return (await fetchAnswer(path, { method: "POST", headers: own, body: JSON.stringify(data) })) as T;
}

export async function remove(path: string): Promise<void> {
  await fetchAnswer(path, { method: "DELETE", headers: await headers() });
}

export async function put<T>(path: string, bytes: ArrayBuffer): Promise<T> {
  const own = { ...(await headers()), "Content-Type": "application/octet-stream" };
  return (await fetchAnswer(path, { method: "PUT", headers: own, body: bytes })) as T;
}

/** A file of an order; null when it cannot be had now. */
export async function download(uid: string): Promise<ArrayBuffer | null> {
  try {
    const response = await fetch(`/field/api/documents/${uid}`, { headers: await headers(), redirect: "manual" });
    return response.ok ? await response.arrayBuffer() : null;
  } catch {
    return null;
  }
}

/** The signed service record; null while there is none, or no network. */
export async function recordPdf(order: string, spoken: string): Promise<ArrayBuffer | null> {
  try {
    const response = await fetch(`/field/api/orders/${order}/record.pdf?lang=${spoken}`, { headers: await headers(), redirect: "manual" });
    return response.ok && response.headers.get("Content-Type") === "application/pdf" ? await response.arrayBuffer() : null;
  } catch {
    return null;
  }
}

const cookie = (name: string): string =>
  document.cookie.split("; ").find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

export interface Session {
  signed_in: boolean;
  engineer: string | null;
}

export async function session(): Promise<Session> {
  return (await fetchAnswer("session", { credentials: "same-origin" })) as unknown as Session;
}

async function postSignedIn<T>(path: string, data: unknown): Promise<T> {
  const own = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") };
  return (await fetchAnswer(path, { method: "POST", headers: own, body: JSON.stringify(data), credentials: "same-origin" })) as T;
}

export interface Registered {
  token: string;
  device: string;
  engineer: string;
  recovery: string;
}

export const register = (name: string): Promise<Registered> => postSignedIn("devices", { name });

/** The server's key to this phone, for its engineer who signed in again. */
export const recoveryOf = async (device: string): Promise<string> =>
  (await postSignedIn<{ recovery: string }>(`phones/${device}/recovery`, {})).recovery;

/** Ask without a token; Refused with 410 when this phone was revoked. */
export const askLocked = (device: string): Promise<unknown> => fetchAnswer(`phones/${device}`, {});
