// The desk's webcam reads an engineer's QR codes: gathers the frames, shows what is missing, posts the whole.
import { openEye } from "../field/eye";
import { Collector } from "../field/relay/frames";

const box = document.getElementById("relay")!;
const form = document.getElementById("relay-form") as HTMLFormElement;
const words = box.dataset;
const collector = new Collector();
let done = false;

const made = <K extends keyof HTMLElementTagNameMap>(name: K, more: Partial<HTMLElementTagNameMap[K]>): HTMLElementTagNameMap[K] =>
  Object.assign(document.createElement(name), more);

const start = made("button", { type: "button", className: "btn", textContent: words.start! });
const video = made("video", { playsInline: true, muted: true, hidden: true, className: "relay-video" });
const bar = made("progress", { max: 1, value: 0, hidden: true });
const says = made("p", { className: "meta", ariaLive: "polite" });
box.append(start, video, bar, says);

async function take(text: string): Promise<void> {
  const now = collector.take(text);
  if (!now || done) return;
  [bar.hidden, bar.max, bar.value] = [false, now.of, now.have.length];
  const missing = Array.from({ length: now.of }, (_, index) => index + 1).filter((n) => !now.have.includes(n));
  const list = missing.slice(0, 12).join(", ");
  says.textContent = words.progress!.replace("{n}", String(now.have.length)).replace("{of}", String(now.of)) + (list ? ` · ${words.missing!.replace("{list}", list)}` : "");
  const whole = missing.length ? null : await collector.whole(now.id);
  if (!whole) return;
  done = true;
  let binary = "";
  for (const byte of whole) binary += String.fromCharCode(byte);
  (form.elements.namedItem("parcel") as HTMLInputElement).value = btoa(binary);
  form.submit();
}

start.addEventListener("click", async () => {
  try {
    const playing = () => { [start.hidden, video.hidden] = [true, false]; };
    await openEye({ video: () => video, found: (text) => void take(text), reads: "screens", playing });
  } catch {
    says.textContent = words.none!;
  }
});
