// Handed to the customer: what was done, what it costs, the signature.
import { useEffect, useState } from "preact/hooks";
import { act } from "../actions";
import { total, type ChargeLine } from "../charges";
import { verdict } from "../checklist";
import { askedOf, change, draftFor, endWork, linesOf, recordOf, workedMinutes } from "../draft";
import { clock } from "../format";
import { language, pick, setLanguage, t, type Word } from "../i18n";
import { newCommand, write } from "../log";
import { go } from "../router";
import { codesOf, minute, section } from "../store";
import { sync } from "../sync";
import type { Draft, Order } from "../types";
import { Button, Icon, IconButton, Segments, useTyped } from "../ui/basic";
import { Dock, MainButton, SyncState, Top, settle } from "../ui/frame";
import { Approval, Bill, BillHead, needsConsent } from "../ui/costs";
import { MoreSheets, type SheetName } from "../ui/more";
import { Rating } from "../ui/rating";
import { SignaturePad } from "../ui/signature";
import { Times } from "../ui/times";

function CheckSummary({ order, draft }: { order: Order; draft: Draft }) {
  const answered = askedOf(order, draft).map((item) => verdict(item, draft.answers[item.code])).filter((result) => result !== "open");
  const failed = answered.filter((result) => result !== "ok" && result !== "na").length;
  if (!answered.length) return null;
  return failed
    ? <p class="line amb strong"><Icon name="alert" /> {t("checks_bad", { n: failed })}</p>
    : <p class="line grn strong"><Icon name="circleCheck" /> {t("checks_ok", { n: answered.length })}</p>;
}

function Service({ order, draft, minutes }: { order: Order; draft: Draft; minutes: number }) {
  const codes = codesOf(order.category);
  const words = [draft.cause, draft.action].map((id) => codes.find((code) => code.id === id)).filter((code) => code !== undefined).map(pick).join(" → ");
  const me = section("engineer");
  const arrived = order.visit.on_site_at;
  return (
    <section class="card">
      <h2>{t("this_service")}</h2>
      <div><h3>{words || draft.result || order.title}</h3>{words && draft.result && <p>{draft.result}</p>}
        <small>{arrived && t("worked", { from: clock(arrived), until: clock(draft.workedUntil || minute.value), n: minutes })} · {me?.name} {t("staff", { n: me?.staff ?? "" })}</small></div>
      <CheckSummary order={order} draft={draft} />
    </section>
  );
}

function Charges({ order, draft, lines }: { order: Order; draft: Draft; lines: ChargeLine[] }) {
  return (
    <section class="card">
      <BillHead lines={lines} />
      <Bill order={order} lines={lines} />
      <Approval order={order} lines={lines} />
      {total(lines) > 0 && <div id="pay"><Segments label={t("pay_choose")} value={draft.payment || undefined} onPick={(payment) => void change(order, { payment })} options={[["qr", t("pay_qr")], ["cash", t("pay_cash")], ["account", t("pay_account")]]} /></div>}
    </section>
  );
}

function Signature({ order, draft }: { order: Order; draft: Draft }) {
  const signer = draft.proxy ? draft.signer : order.customer.name;
  const typed = useTyped(draft.signer, (text) => void change(order, { signer: text }));
  return (
    <section class="card" id="sign">
      <div class="line"><h2 class="grow">{t("sign")}</h2>{draft.signature && <button type="button" class="btn" onClick={() => void change(order, { signature: "" })}><Icon name="refresh" /> {t("sign_again")}</button>}</div>
      <SignaturePad value={draft.signature} label={t("sign_here")} note={signer ? t("sign_text", { name: signer }) : t("sign_text_blank")} onChange={(signature) => void change(order, { signature })} />
      <label class="line tall-line"><input type="checkbox" checked={draft.proxy} onChange={(event) => void change(order, { proxy: event.currentTarget.checked, signer: "" })} /> {t("proxy")}</label>
      {draft.proxy && <label class="stack snug"><span class="strong">{t("signer")}</span><input class="in" id="signer" maxLength={80} {...typed} /></label>}
    </section>
  );
}

/** What still stands between here and "complete". */
function lacking(order: Order, draft: Draft, lines: ChargeLine[]): Word | null {
  if (needsConsent(order, lines)) return "need_agree";
  if (total(lines) > 0 && !draft.payment) return "need_pay";
  if (draft.proxy && !draft.signer.trim()) return "need_signer";
  return draft.signature ? null : "need_sign";
}

const PLACES: Partial<Record<Word, string>> = { need_agree: "consent", need_pay: "pay", need_signer: "signer", need_sign: "sign" };

/** Bring what lacks into view, in reach of the thumb that asked for it. */
function leadTo(missing: Word): void {
  const place = document.getElementById(PLACES[missing] ?? "");
  place?.scrollIntoView({ block: "center", behavior: "smooth" });
  if (missing === "need_agree") place?.click();
  if (missing === "need_signer") place?.focus();
}

export function FinishScreen({ order }: { order: Order }) {
  const [sheet, setSheet] = useState<SheetName | null>(null);
  const draft = draftFor(order);
  useEffect(() => {
    settle(); // the customer holds the phone now: the engineer's steps are not his to take back, and the message lies on the glass
    void endWork(order);
  }, []);
  const minutes = workedMinutes(order, draft);
  const lines = linesOf(order, draft, minutes);
  const missing = lacking(order, draft, lines);
  const finish = async () => {
    if (draft.rating) await write(newCommand("rate", order, { rating: draft.rating, tags: draft.tags }));
    await act("complete", order, recordOf(order, draft, minutes, lines));
    if (draft.sendRecord) {
      await write(newCommand("send_record", order));
      void sync();
    }
    go("/");
  };
  return (
    <div class="has-dock">
      <Top back={`/order/${order.uid}/record`} title={t("finish")} sub={t("hand_over")}>
        <IconButton icon="language" label={language.value === "zh" ? "Switch to English" : "切换为中文"} onClick={() => setLanguage(language.value === "zh" ? "en" : "zh")} />
        <SyncState short />
      </Top>
      <main>
        <Service order={order} draft={draft} minutes={minutes} />
        <Times order={order} draft={draft} />
        <Charges order={order} draft={draft} lines={lines} />
        <Signature order={order} draft={draft} />
        <Rating order={order} draft={draft} />
        <div class="acts">
          <Button icon="file" to={`/order/${order.uid}/paper`}>{t("see_paper")}</Button>
          <Button icon="send" pressed={draft.sendRecord} onClick={() => change(order, { sendRecord: !draft.sendRecord })}>{t(draft.sendRecord ? "sms_after" : "sms_record")}</Button>
        </div>
      </main>
      <Dock more={() => setSheet("more")}>
        {missing
          ? <button type="button" class="btn lead grow" onClick={() => leadTo(missing)}>{t(missing)}</button>
          : <MainButton icon="home" hint={t("complete_hint")} onClick={finish}>{t("complete_order")}</MainButton>}
      </Dock>
      {sheet && <MoreSheets order={order} name={sheet} onPick={setSheet} onClose={() => setSheet(null)} />}
    </div>
  );
}
