// The engineer decides whether this phone shows messages while the app is closed.
import { t, type Word } from "../i18n";
import { allowPush, pushState, refusePush, type PushState } from "../push";
import { Button } from "../ui/basic";
import { say } from "../ui/frame";

const SAYS: Record<PushState, Word> = { on: "push_on", off: "push_off", denied: "push_denied", unsupported: "push_none" };

export function PushCard() {
  const state = pushState.value;
  const allow = () => void allowPush().then((good) => say({ text: t(good ? "push_on" : "push_failed") }));
  return (
    <section class="card">
      <h2>{t("push_title")}</h2>
      <p class="dim">{t(SAYS[state])}</p>
      {state === "off" && <Button icon="message" onClick={allow}>{t("push_allow")}</Button>}
      {state === "on" && <Button icon="x" onClick={() => refusePush()}>{t("push_stop")}</Button>}
    </section>
  );
}
