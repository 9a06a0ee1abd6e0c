// Shown to the customer at the door: the number that his page shows too.
import { useEffect, useState } from "preact/hooks";
import { now } from "../clock";
import { STEP_S, codeAt, secondsLeft } from "../door";
import { clock } from "../format";
import { pick, t } from "../i18n";
import { section } from "../store";
import type { Order } from "../types";
import { Icon, Segments } from "../ui/basic";
import { SyncState, Top } from "../ui/frame";
import { address } from "../ui/order-parts";
import { share, shared } from "../way";

function useCode(key: string): { code: string; left: number } {
  const [shown, show] = useState({ code: "", left: STEP_S });
  useEffect(() => {
    let closed = false;
    const draw = async () => {
      const at = now();
      const code = key ? await codeAt(key, at) : "";
      if (!closed) show({ code, left: secondsLeft(at) });
    };
    void draw();
    const timer = setInterval(() => void draw(), 1000);
    return () => { closed = true; clearInterval(timer); };
  }, [key]);
  return shown;
}

function Code({ order }: { order: Order }) {
  const { code, left } = useCode(order.visit.door);
  if (!order.visit.door) return <p class="line amb strong"><Icon name="alert" /> {t("door_none")}</p>;
  return (
    <>
      <p class="code" aria-live="polite" aria-label={`${t("door_code")} ${code.split("").join(" ")}`}>{code.slice(0, 3)} {code.slice(3)}</p>
      <p class="line dim mini"><svg class="ring" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9" /><circle class="left" cx="12" cy="12" r="9" pathLength={STEP_S} style={{ strokeDashoffset: STEP_S - left }} /></svg>{t("door_left", { n: left })}</p>
    </>
  );
}

export function DoorScreen({ order }: { order: Order }) {
  const me = section("engineer");
  return (
    <>
      <Top named back={`/order/${order.uid}`} title={t("door_code")} sub={`${order.number} · ${order.title}`}><SyncState short /></Top>
      <main>
        <section class="card next mid snug">
          <h1>{me?.name}</h1>
          <p class="dim">{t("phone_staff")} {me?.staff} · {me && pick(me.outlet)}</p>
          <Code order={order} />
          <p>{t("door_show")}</p>
        </section>
        <section class="card flush split">
          <div class="row"><Icon name="user" /><span class="grow"><b>{order.customer.name}</b><span class="sub">{address(order)} · {clock(order.visit.starts_at)}–{clock(order.visit.ends_at)}</span></span></div>
        </section>
        <ShareWay />
      </main>
    </>
  );
}

/** Asked once, changed at any time: may customers see how far he is? */
export function ShareWay() {
  return (
    <section class="card">
      <h2>{t("way_title")}</h2>
      <p class="dim">{t("way_text")}</p>
      <Segments label={t("way_title")} value={shared.value ? "yes" : "no"} onPick={(value) => void share(value === "yes")} options={[["no", t("way_no")], ["yes", t("way_yes")]]} />
    </section>
  );
}
