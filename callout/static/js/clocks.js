// SLA clocks that count on, and "5 min ago" that stays true. The server's text is right when the page arrives.
const words = JSON.parse(document.getElementById("words").textContent);
const two = (number) => String(number).padStart(2, "0");
const SOON = 0.8;

function written(seconds, withSeconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 72 * 60) return words.days.replace("{n}", Math.floor(minutes / 1440));
  const hours = `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
  return withSeconds ? `${hours}:${two(Math.floor(seconds) % 60)}` : hours;
}

function tick(clock) {
  const due = Date.parse(clock.dataset.due);
  const start = Date.parse(clock.dataset.start);
  const now = Date.now();
  const late = now > due;
  const text = written(Math.abs(due - now) / 1000, "seconds" in clock.dataset);
  clock.querySelector(".words").textContent = words[late ? "late" : "left"].replace("{time}", text);
  if (Number.isNaN(start)) return;
  const used = late ? 1 : Math.max(0, (now - start) / (due - start));
  const state = late ? "late" : used >= SOON ? "soon" : "running";
  for (const each of ["running", "soon", "late"]) clock.classList.toggle(each, each === state);
  clock.style.setProperty("--used", `${Math.min(100, used * 100).toFixed(1)}%`);
}

function tell(time) {
  const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60000);
  if (minutes >= 24 * 60 || minutes < 0) time.textContent = time.title;
  else if (minutes >= 60) time.textContent = words.hoursAgo.replace("{n}", Math.floor(minutes / 60));
  else time.textContent = minutes ? words.minutesAgo.replace("{n}", minutes) : words.now;
}

function drawAll(scope) {
  for (const clock of scope.querySelectorAll(".sla[data-used]")) clock.style.setProperty("--used", `${clock.dataset.used}%`);
  scope.querySelectorAll("[data-ago]").forEach(tell);
}

drawAll(document);
document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
setInterval(() => document.querySelectorAll("[data-due][data-seconds]").forEach(tick), 1000);
setInterval(() => {
  document.querySelectorAll("[data-due]:not([data-seconds])").forEach(tick);
  document.querySelectorAll("[data-ago]").forEach(tell);
}, 15000);
