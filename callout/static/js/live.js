// Live pages: one stream of server-sent events for all windows of this browser. The window that holds the lock reads
// it and passes each event on; elements listen with hx-trigger="live:case from:body" or "live:case:42 from:body".
// The page's cursor says where it stood when the server read it: what happened since then is told first.
const address = document.body.dataset.live;
const root = document.documentElement;
const channel = new BroadcastChannel("callout-live");
const GATHER = 300;
const LEAD = 1000;
const since = `?since=${document.body.dataset.liveCursor}`;
let waiting = new Map();
let leading = false;

// Lines were lost: everything that listens on this page asks again.
function resync() {
  const listening = ["live:resync", ...[...document.querySelectorAll('[hx-trigger*="live:"]')].flatMap((element) => element.getAttribute("hx-trigger").match(/live:[\w:-]+/g))];
  for (const name of new Set(listening)) document.body.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: {} }));
}

function deliver({ topic, id, down }) {
  if (down !== undefined) return root.classList.toggle("live-down", down);
  if (topic === "resync") return resync();
  if (!waiting.size) setTimeout(flush, GATHER);
  waiting.set(topic, id);
  if (id) waiting.set(`${topic}:${id}`, id);
}

// A burst of changes becomes one event a topic, so that a busy morning does not reload lists all the time.
function flush() {
  const batch = waiting;
  waiting = new Map();
  for (const [name, id] of batch) document.body.dispatchEvent(new CustomEvent(`live:${name}`, { bubbles: true, detail: { id } }));
}

function spread(message) {
  channel.postMessage(message);
  deliver(message);
}

// A window that takes over begins where its page stood; when that is long ago, the server answers "resync".
function read() {
  leading = true;
  const source = new EventSource(address + since);
  source.onopen = () => spread({ down: false });
  source.onerror = () => spread({ down: true });
  source.onmessage = (event) => spread(JSON.parse(event.data));
  addEventListener("pagehide", () => source.close());
}

// Another window reads: what it passed on before this one heard it is asked for.
async function catchUp() {
  const answer = leading ? null : await fetch(`${address}missed/${since}`).catch(() => null);
  if (answer?.ok) for (const message of await answer.json()) deliver(message);
}

if (address) {
  channel.onmessage = (event) => deliver(event.data);
  // Locks need https or localhost; without them each window reads for itself.
  if (!navigator.locks) read();
  else {
    navigator.locks.request("callout-live", () => { read(); return new Promise(() => {}); });
    setTimeout(catchUp, LEAD);
  }
}
