// The engineer, the phone's settings, signing the phone out.
import { useState } from "preact/hooks";
import { unreadInAll } from "../chat/unread";
import { language, pick, setLanguage, t } from "../i18n";
import { kept, pool, section, unsent } from "../store";
import { signOut } from "../start";
import { ShareWay } from "./door";
import { PushCard } from "./push";
import { Icon, Row, Segments, Sheet } from "../ui/basic";
import { MainButton, SyncState, Tabs, Top } from "../ui/frame";
import { setTheme, theme } from "../ui/theme";

export function Me() {
  const me = section("engineer");
  const waiting = unsent.value > 0;
  const unread = unreadInAll();
  const [leaving, setLeaving] = useState(false);
  return (
    <div class="has-tabs only-tabs">
      <Top big title={me?.name ?? ""} sub={me ? `${t("phone_staff")} ${me.staff}` : undefined}><SyncState /></Top>
      <main>
        {me && (
          <section class="card flush split">
            <Row icon="home" title={pick(me.outlet)} sub={t("outlet")} />
            {me.outlet_phone && <div class="acts pad"><a class="btn" href={`tel:${me.outlet_phone}`}><Icon name="phone" /> {t("call_outlet")}</a></div>}
          </section>
        )}
        <section class="card flush split">
          <Row icon="message" tone={unread ? "pri" : ""} title={t("chats")} sub={unread ? t("chats_new", { n: unread }) : t("chats_hint")} to="/chats" />
          <Row icon="clipboard" title={t("day_summary")} sub={t("day_text")} to="/day" />
          <Row icon="hand" title={t("pool")} sub={pool.value.length ? t("pool_n", { n: pool.value.length }) : t("pool_empty")} to="/pool" />
          <Row icon="coffee" title={t("away")} sub={t("report_away_hint")} to="/away" />
        </section>
        <section class="card">
          <h2>{t("theme")}</h2>
          <Segments label={t("theme")} value={theme.value} onPick={setTheme} options={[["auto", t("theme_auto")], ["light", t("theme_light")], ["dark", t("theme_dark")], ["sun", t("theme_sun")]]} />
          <h2>{t("language")}</h2>
          <Segments label={t("language")} value={language.value} onPick={setLanguage} options={[["zh", "中文"], ["en", "English"]]} />
        </section>
        <PushCard />
        <ShareWay />
        <section class="card flush split">
          <a class="row" href="/" target="_blank" rel="noopener"><Icon name="file" /><span class="grow">{t("office")}</span><Icon name="right" /></a>
          <Row icon="logout" tone="red" title={t("sign_out")} sub={waiting ? t("sign_out_unsent", { n: unsent.value }) : t("sign_out_hint")} onClick={waiting ? undefined : () => setLeaving(true)} />
        </section>
      </main>
      {leaving && (
        <Sheet title={t("sign_out")} sub={t("sign_out_hint")} onClose={() => setLeaving(false)}>
          {kept.value > 0 && <p class="line red strong" role="alert"><Icon name="alert" /> {t("sign_out_loses", { n: kept.value })}</p>}
          <MainButton icon="logout" onClick={signOut}>{t("sign_out_now")}</MainButton>
        </Sheet>
      )}
      <Tabs />
    </div>
  );
}
