// The customer's door page: counts the code's seconds down and asks for what changes; a code never outlives its minute.
const box = document.getElementById("door-now");
const AGAIN_MS = 15_000;
const STEP_S = 60;
let endsAt = 0;
let askedAt = Date.now();
let asking = false;

function begin() {
  endsAt = Date.now() + Number(document.getElementById("door-seconds").dataset.seconds) * 1000;
  draw();
}

async function ask() {
  asking = true;
  askedAt = Date.now();
  const answer = await fetch(box.dataset.url, { cache: "no-store" }).catch(() => null);
  if (answer?.ok) {
    box.innerHTML = await answer.text();
    begin();
  } else if (answer?.status === 404) location.reload();
  asking = false;
}

function draw() {
  const left = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
  document.querySelector("#door-seconds b").textContent = left;
  box.querySelector(".ring .left").style.strokeDashoffset = STEP_S - left;
  box.querySelector("#door-code").classList.toggle("stale", left === 0);
}

function tick() {
  draw();
  const over = Date.now() >= endsAt;
  const due = Date.now() - askedAt > (over ? 2000 : AGAIN_MS);
  if (!asking && document.visibilityState === "visible" && (due || (over && endsAt))) ask();
}

begin();
setInterval(tick, 1000);
