// Service worker: the app starts from the cache, whatever the network does. Data never passes through here.
declare const self: ServiceWorkerGlobalScope;
export {};

const SHELL = "/field/";
/** Addresses under /field/ that are not the app. */
const OFFICE = /^\/field\/(api|phones)\//;
const MANIFEST = "/field/manifest.webmanifest";
const CACHE = `field-${__REVISION__}`;

async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([...__PRECACHE__, SHELL, MANIFEST].map((address) => new Request(address, { cache: "reload" })));
}

async function removeOld(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("field-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function cached(address: string | Request, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(address, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(removeOld()));
self.addEventListener("message", (event) => {
  if (event.data === "activate") void self.skipWaiting();
});
interface Said {
  title: string;
  text: string;
  tag: string;
}

/** Shown even when the app is closed; an open one fetches what changed. */
async function show({ title, text, tag }: Said): Promise<void> {
  for (const client of await self.clients.matchAll({ type: "window" })) client.postMessage("sync");
  await self.registration.showNotification(title, { body: text, tag, icon: "/static/field/icon-192.png" });
}

async function openApp(): Promise<void> {
  const [open] = await self.clients.matchAll({ type: "window" });
  await (open ? open.focus() : self.clients.openWindow(SHELL));
}

self.addEventListener("push", (event) => event.waitUntil(show(event.data!.json() as Said)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openApp());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin || request.method !== "GET") return;
  if (request.mode === "navigate" && url.pathname.startsWith(SHELL) && !OFFICE.test(url.pathname)) {
    event.respondWith(cached(SHELL, request));
  } else if (url.pathname.startsWith("/static/build/field/") || url.pathname === MANIFEST) {
    event.respondWith(cached(request, request));
  }
});
