// The field app: reads the local data base, draws, and synchronises beside it.
import { effect } from "@preact/signals";
import { render } from "preact";
import { loadOffset } from "./clock";
import { language, loadLanguage, many, t } from "./i18n";
import { releaseAll } from "./log";
import { mayRecord } from "./next";
import { watchPush } from "./push";
import { go, segments } from "./router";
import { Away } from "./screens/away";
import { DaySummary } from "./screens/day";
import { DoorScreen } from "./screens/door";
import { Me } from "./screens/me";
import { OrderScreen } from "./screens/order";
import { Outbox } from "./screens/outbox";
import { MyParts, RequestPart } from "./screens/parts";
import { Pool } from "./screens/pool";
import { NewRequest } from "./screens/request";
import { ScanScreen, type Target } from "./screens/scan";
import { Today } from "./screens/today";
import { Welcome } from "./screens/welcome";
import { enter, stage, start } from "./start";
import { orderBy, ready, watch } from "./store";
import { link, news, remark, sync, taken } from "./sync";
import { Icon } from "./ui/basic";
import { MainButton, Tabs, ToastBox, Top, say } from "./ui/frame";
import { lazy } from "./ui/lazy";
import { applyTheme } from "./ui/theme";
import { startWorker } from "./update";
import { tellTheWay } from "./way";
import "./field.css";

const FinishScreen = lazy(async () => (await import("./screens/finish")).FinishScreen);
const Paper = lazy(async () => (await import("./screens/paper")).Paper);
const RelayScreen = lazy(async () => (await import("./screens/relay")).RelayScreen);
const RecordScreen = lazy(async () => (await import("./screens/record")).RecordScreen);

const PULL_MS = 30_000;
const LIVE_MS = 300;
/** So long in the background, and the key is forgotten; everything is saved on every change. */
const LOCK_MS = 15 * 60_000;

const ChatScreen = lazy(async () => (await import("./screens/chat")).ChatScreen);
const TeamScreen = lazy(async () => (await import("./screens/chat")).TeamScreen);
const Chats = lazy(async () => (await import("./screens/chat")).Chats);
const DiagnosisScreen = lazy(async () => (await import("./screens/diagnosis")).DiagnosisScreen);
const BenchLog = lazy(async () => (await import("./screens/bench-log")).BenchLog);
const BenchCompare = lazy(async () => (await import("./screens/bench-compare")).BenchCompare);
const BenchCurve = lazy(async () => (await import("./screens/bench-curve")).BenchCurve);
const BenchSimilar = lazy(async () => (await import("./screens/bench-similar")).BenchSimilar);

function NotFound() {
  return (
    <main class="welcome"><Icon name="search" /><h1>{t("not_yours")}</h1><p class="dim">{t("not_yours_text")}</p>
      <MainButton onClick={() => go("/", { replace: true })}>{t("today")}</MainButton></main>
  );
}

function OrderPages({ uid, page, detail }: { uid: string; page: string | undefined; detail: string | undefined }) {
  const order = orderBy(uid);
  if (!order) return <NotFound />;
  switch (page) {
    case "record":
      return mayRecord(order) ? <RecordScreen order={order} /> : <OrderScreen order={order} />;
    case "finish":
      return mayRecord(order) ? <FinishScreen order={order} /> : <OrderScreen order={order} />;
    case "door":
      return <DoorScreen order={order} />;
    case "paper":
      return <Paper order={order} />;
    case "scan":
      return <ScanScreen order={order} target={(detail ?? "asset") as Target} />;
    case "parts":
      return <RequestPart order={order} preset={detail ? Number(detail) : undefined} />;
    case "chat":
      return <ChatScreen order={order} />;
    case "diagnosis":
      return <DiagnosisScreen order={order} tree={detail} />;
    case "log":
      return <BenchLog order={order} />;
    case "compare":
      return <BenchCompare order={order} />;
    case "curves":
      return <BenchCurve order={order} />;
    case "similar":
      return <BenchSimilar order={order} />;
    case "request":
      return <NewRequest order={order} />;
    default:
      return <OrderScreen order={order} />;
  }
}

function Screen() {
  const [first, second, third, fourth] = segments();
  switch (first) {
    case undefined:
      return <><Today /><Tabs /></>;
    case "order":
      return <OrderPages key={`${second}/${third ?? ""}`} uid={second ?? ""} page={third} detail={fourth} />;
    case "scan":
      return <ScanScreen order={undefined} target="any" />;
    case "parts":
      return second === "request" ? <RequestPart order={undefined} /> : <MyParts />;
    case "pool":
      return <Pool />;
    case "away":
      return <Away />;
    case "day":
      return <DaySummary />;
    case "relay":
      return <RelayScreen key={second} reads={second === "read"} />;
    case "outbox":
      return <Outbox />;
    case "chats":
      return <Chats />;
    case "team":
      return <TeamScreen />;
    case "me":
      return <Me />;
    default:
      return <><Top named title={t("app")} back="/" /><NotFound /></>;
  }
}

function App() {
  void language.value;
  const shown = ready.value && stage.value === "ready" && link.value !== "wiped";
  return shown ? <><Screen /><ToastBox /></> : <Welcome />;
}

/** Tell about orders that came or were taken back while the app was open. */
function announce(): void {
  effect(() => {
    const fresh = news.value;
    if (!fresh.length) return;
    const text = fresh.length === 1 ? t("new_orders_one", { title: fresh[0]!.title }) : many("new_orders_one", "new_orders_other", fresh.length);
    say({ text, open: () => go(fresh.length === 1 ? `/order/${fresh[0]!.uid}` : "/") }, 8000);
    navigator.vibrate?.([80, 60, 80]);
  });
  effect(() => {
    if (remark.value) say({ text: remark.value, open: () => go("/outbox") }, 8000);
  });
  effect(() => {
    const first = taken.value[0];
    if (first) say({ text: `${t(first.state === "cancelled" ? "gone_cancelled" : "gone_other")} · ${first.order.title}` }, 8000);
  });
}

function keepInStep(): void {
  let hiddenAt = Date.now();
  const whenVisible = () => { if (document.visibilityState === "visible" && stage.value === "ready") void sync(); };
  addEventListener("online", whenVisible);
  addEventListener("offline", () => { link.value = "offline"; });
  setInterval(whenVisible, PULL_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      hiddenAt = Date.now();
      void releaseAll().then(sync);
    } else if (Date.now() - hiddenAt > LOCK_MS) location.reload();
    else whenVisible();
  });
  listenLive();
}

/** With a session in this browser the server says at once when something changed; without one the clock above does. */
function listenLive(): void {
  const stream = new EventSource("/live/");
  let timer = 0;
  stream.onmessage = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => { if (stage.value === "ready") void sync(); }, LIVE_MS);
  };
}

async function main(): Promise<void> {
  applyTheme();
  loadLanguage();
  effect(() => { document.title = t("app"); });
  render(<App />, document.getElementById("app")!);
  void startWorker();
  await enter();
  await loadOffset();
  await watch();
  announce();
  keepInStep();
  tellTheWay();
  void watchPush();
  await start();
}

void main();
