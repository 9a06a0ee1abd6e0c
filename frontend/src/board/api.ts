// Requests to the board's own addresses. A refusal keeps its stable code and its words.
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

const base = `${document.getElementById("board")?.dataset.base ?? "/dispatch/"}board/`;
const token = (): string => (JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>)["X-CSRFToken"] ?? "";

export async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(base + path, { ...init, redirect: "manual", headers: { Accept: "application/json", ...init.headers } });
  if (response.type === "opaqueredirect") {
    location.reload(); // signed out meanwhile
    throw new Refused(401, "signed_out", "");
  }
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (!response.ok) throw new Refused(response.status, String(body.code ?? ""), String(body.title ?? response.statusText));
  return body as T;
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => ask<T>(path, { signal });

export function send<T>(method: "POST" | "PUT" | "DELETE", path: string, data?: unknown, keepalive = false): Promise<T> {
  const headers = { "X-CSRFToken": token(), "Content-Type": "application/json" };
  return ask<T>(path, { method, headers, keepalive, body: data === undefined ? null : JSON.stringify(data) });
}

/** The plan, or null when it is still `version`. */
export async function getIfChanged<T>(path: string, version: string): Promise<T | null> {
  const headers: Record<string, string> = version ? { "If-None-Match": `"${version}"` } : {};
  const response = await fetch(base + path, { headers: { Accept: "application/json", ...headers }, redirect: "manual", cache: "no-store" });
  if (response.status === 304) return null;
  if (response.type === "opaqueredirect") location.reload();
  if (!response.ok) throw new Refused(response.status, "", response.statusText);
  return (await response.json()) as T;
}
