// The dispatcher's board. On a phone the list by engineer takes its place.
import { render } from "preact";
import "./board.css";
import { undo } from "./act";
import { watchHand } from "./hand";
import { defineIcons, Icon } from "./icons";
import { listenToKeys } from "./keys";
import { follow, load } from "./load";
import { Map } from "./map";
import { Panel } from "./panel";
import { board, failed, listUrl, says } from "./store";
import { Timeline } from "./timeline";
import { closeToast, shown } from "./toast";
import { DraftStrip, ReplayBar, Tools } from "./tools";
import { WaitingList } from "./waiting";
import { t } from "./words";

const PHONE = "(max-width: 767.98px)";

function Toast() {
  const one = shown.value;
  if (!one) return null;
  return <div class={`bd-toast ${one.error ? "error" : ""}`} role="status"><span>{one.text}</span>{one.undo && <><button type="button" onClick={() => void undo()}>{t("undo")}</button><kbd>Ctrl Z</kbd></>}<button type="button" class="close" aria-label={t("close")} onClick={closeToast}><Icon name="x" /></button></div>;
}

function App() {
  if (failed.value) return <p class="bd-empty"><b>{t("failed")}</b><button type="button" class="bd-btn" onClick={() => void load()}>{t("retry")}</button></p>;
  return (
    <>
      <Tools />
      <DraftStrip />
      <div class="bd-work" aria-busy={!board.value}>
        <WaitingList />
        <Timeline />
        <aside class="bd-side r"><Map /><Panel /></aside>
        <Toast />
      </div>
      <ReplayBar />
      <div class="sr" role="status" aria-live="polite">{says.value}</div>
    </>
  );
}

const root = document.getElementById("board");
if (root && matchMedia(PHONE).matches) location.replace(listUrl + location.search);
else if (root) {
  defineIcons(root);
  render(<App />, root);
  void load().then(follow);
  watchHand();
  listenToKeys();
}
