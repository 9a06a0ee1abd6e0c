// Live pages: one stream of server-sent events for all windows of this browser. The window that holds the lock reads
// it and passes each event on; elements listen with hx-trigger="live:case from:body" or "live:case:42 from:body", and
// what is costly to read with "calm:case from:body": at most once in five seconds, never without the last change.
// The page's cursor says where it stood when the server read it: what happened since then is told first.
const address = document.body.dataset.live;
const root = document.documentElement;
const channel = new BroadcastChannel("callout-live");
const GATHER = 300;
const CALM = 5000;
const NAMES = /(?:live|calm):[\w:-]+/g;
const LEAD = 1000;
const since = `?since=${document.body.dataset.liveCursor}`;
let waiting = new Map();
let calm = null;
let leading = false;

function tell(name, id) {
  document.body.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { id } }));
}

// Lines were lost: everything that listens on this page asks again.
function resync() {
  const heard = [...document.querySelectorAll("[hx-trigger]")].flatMap((element) => element.getAttribute("hx-trigger").match(NAMES) ?? []);
  for (const name of new Set(["live:resync", ...heard])) tell(name);
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
  for (const [name, id] of batch) tell(`live:${name}`, id);
  if (calm) for (const [name, id] of batch) calm.set(name, id);
  else calmly(batch);
}

function calmly(batch) {
  calm = new Map();
  for (const [name, id] of batch) tell(`calm:${name}`, id);
  setTimeout(() => {
    const next = calm;
    calm = null;
    if (next.size) calmly(next);
  }, CALM);
}

// What is being read may be older than the change. htmx would read again after the answer, but on the element that
// the answer replaced: never. So the first reading is given up.
document.body.addEventListener("htmx:confirm", ({ detail }) => {
  if (/^(live|calm|dispatch):/.test(detail.triggeringEvent?.type)) window.htmx.trigger(detail.elt, "htmx:abort");
});

// A search or an action whose answer is awaited goes before, and so does an open panel that somebody fills in: what
// they came from is not replaced under them.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const name = detail.requestConfig.triggeringEvent?.type;
  if (!/^(live|calm):/.test(name)) return;
  const asking = [...detail.target.querySelectorAll(".htmx-request")].some((element) => element !== detail.requestConfig.elt);
  if (!asking && !detail.target.querySelector(":popover-open")) return;
  detail.shouldSwap = false;
  setTimeout(tell, LEAD, name);
});

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
