// Orders on offer 抢单: how far, when, until when; the first who takes one gets it.
import { useState } from "preact/hooks";
import { grab } from "../actions";
import { clock, clockOrDay, duration, km } from "../format";
import { t, type Word } from "../i18n";
import { minute, pool } from "../store";
import { link } from "../sync";
import type { Offer } from "../types";
import { Button, Chip, Icon } from "../ui/basic";
import { Banners, SyncState, Tabs, Top } from "../ui/frame";

function OnOffer({ offer, busy, onGrab }: { offer: Offer; busy: boolean; onGrab: () => void }) {
  const left = Math.max(0, Math.round((Date.parse(offer.until) - minute.value) / 60_000));
  const online = link.value === "online";
  return (
    <article class="card">
      <div class="line"><Chip tone={offer.severity <= 2 ? "amb" : ""}>{t(`sev_${offer.severity}` as Word)}</Chip><span class={`sla end ${left < 5 ? "amb" : "dim"}`}><Icon name="hourglass" /> {t("left", { time: duration(left) })}</span></div>
      <h3 class="big">{offer.title}</h3>
      <p class="line"><Icon name="pin" tone="dim" /><span class="grow">{offer.district}</span><b class="nowrap">{km(offer.travel_km)}</b></p>
      <p class="line"><Icon name="clock" tone="dim" /><span class="grow">{clockOrDay(offer.starts_at, minute.value)} · {t("lasts", { n: offer.minutes })}</span><small class="nowrap">{t("grab_until", { time: clock(offer.until) })}</small></p>
      <Button kind="pri" icon="hand" disabled={busy || !online} onClick={onGrab}>{t(busy ? "grabbing" : online ? "grab" : "grab_needs_net")}</Button>
    </article>
  );
}

export function Pool() {
  const [busy, setBusy] = useState<number | null>(null);
  const take = async (offer: Offer) => {
    setBusy(offer.offer);
    await grab(offer);
    setBusy(null);
  };
  return (
    <div class="has-tabs only-tabs">
      <Top back="/" title={t("pool")} sub={t("pool_n", { n: pool.value.length })}><SyncState short /></Top>
      <Banners />
      <main>
        {pool.value.map((offer) => <OnOffer key={offer.offer} offer={offer} busy={busy === offer.offer} onGrab={() => void take(offer)} />)}
        {!pool.value.length && <section class="card"><p class="line"><Icon name="hand" tone="dim" /><span class="grow"><b>{t("pool_empty")}</b><small class="blk">{t("pool_empty_text")}</small></span></p></section>}
      </main>
      <Tabs />
    </div>
  );
}
