// Handed to the customer: what was done, what it costs, the signature.
import { useState } from "preact/hooks";
import { act } from "../actions";
import { charges, total, type ChargeLine } from "../charges";
import { agree, change, draftFor, recordOf, verdict, workedMinutes } from "../draft";
import { clock, money } from "../format";
import { language, pick, setLanguage, t, type Word } from "../i18n";
import { go } from "../router";
import { checklistOf, codesOf, minute, parts, pricesOf, section } from "../store";
import type { Draft, Order } from "../types";
import { Icon, IconButton, Segments, useTyped } from "../ui/basic";
import { Dock, MainButton, SyncState, Top } from "../ui/frame";
import { MoreSheets, type SheetName } from "../ui/more";
import { SignaturePad } from "../ui/signature";

function CheckSummary({ order, draft }: { order: Order; draft: Draft }) {
  const items = checklistOf(order)?.items ?? [];
  const answered = items.map((item) => verdict(item, draft.answers[item.code])).filter((result) => result !== "open");
  const failed = answered.filter((result) => result !== "ok").length;
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
  const typed = useTyped(String(minutes), (text) => { if (/^\d{1,4}$/.test(text)) void change(order, { labour: Math.min(1440, Number(text)) }); });
  return (
    <section class="card">
      <h2>{t("this_service")}</h2>
      <div><h3>{words || draft.result || order.title}</h3>{words && draft.result && <p>{draft.result}</p>}
        <small>{arrived && t("worked", { from: clock(arrived), until: clock(minute.value), n: minutes })} · {me?.name} {t("staff", { n: me?.staff ?? "" })}</small></div>
      <CheckSummary order={order} draft={draft} />
      <div class="line"><label class="grow" for="labour">{t("labour_edit")}</label><input class="in num" id="labour" inputMode="numeric" {...typed} /></div>
    </section>
  );
}

function Bill({ order, lines, currency }: { order: Order; lines: ChargeLine[]; currency: string }) {
  const why = t(`free_reason_${order.entitlement.kind}` as Word);
  return (
    <table class="bill">
      <caption class="sr">{t("bill")}</caption>
      <tbody>
        {lines.map((line, index) => (
          <tr key={index}><th scope="row">{pick(line.label)}{line.quantity !== 1 && ` ×${line.quantity}`}</th>
            <td class="dim">{line.amount !== line.list && <><s>{money(line.list, currency)}</s> {why}</>}</td><td>{money(line.amount, currency)}</td></tr>
        ))}
      </tbody>
      <tfoot><tr><th scope="row">{t("customer_pays")}</th><td /><td class="big">{money(total(lines), currency)}</td></tr></tfoot>
    </table>
  );
}

function Charges({ order, draft, lines, currency }: { order: Order; draft: Draft; lines: ChargeLine[]; currency: string }) {
  const sum = total(lines);
  const words = { sum: money(sum, currency) };
  return (
    <section class="card">
      <h2>{t("fees")}</h2>
      <Bill order={order} lines={lines} currency={currency} />
      {sum > 0 && (
        <>
          {draft.agreedAt
            ? <p class="line grn say"><Icon name="circleCheck" /> <span>{t("agreed_at", { ...words, time: clock(draft.agreedAt) })}</span></p>
            : <label class="line tall-line"><input type="checkbox" onChange={() => void agree(order)} /> {t("agree_extra", words)}</label>}
          <Segments label={t("pay_choose")} value={draft.payment || undefined} onPick={(payment) => void change(order, { payment })} options={[["qr", t("pay_qr")], ["cash", t("pay_cash")], ["account", t("pay_account")]]} />
        </>
      )}
    </section>
  );
}

function Signature({ order, draft }: { order: Order; draft: Draft }) {
  const signer = draft.proxy ? draft.signer : order.customer.name;
  const typed = useTyped(draft.signer, (text) => void change(order, { signer: text }));
  return (
    <section class="card">
      <div class="line"><h2 class="grow">{t("sign")}</h2>{draft.signature && <button type="button" class="btn" onClick={() => void change(order, { signature: "" })}><Icon name="refresh" /> {t("sign_again")}</button>}</div>
      <SignaturePad value={draft.signature} label={t("sign_here")} note={signer ? t("sign_text", { name: signer }) : t("sign_text_blank")} onChange={(signature) => void change(order, { signature })} />
      <label class="line tall-line"><input type="checkbox" checked={draft.proxy} onChange={(event) => void change(order, { proxy: event.currentTarget.checked, signer: "" })} /> {t("proxy")}</label>
      {draft.proxy && <label class="stack snug"><span class="strong">{t("signer")}</span><input class="in" maxLength={80} {...typed} /></label>}
    </section>
  );
}

/** What still stands between here and "complete". */
function lacking(draft: Draft, sum: number): Word | null {
  if (sum > 0 && !draft.agreedAt) return "need_agree";
  if (sum > 0 && !draft.payment) return "need_pay";
  if (draft.proxy && !draft.signer.trim()) return "need_signer";
  return draft.signature ? null : "need_sign";
}

export function FinishScreen({ order }: { order: Order }) {
  const [sheet, setSheet] = useState<SheetName | null>(null);
  const draft = draftFor(order);
  const minutes = workedMinutes(order, draft);
  const prices = pricesOf(order);
  const lines = charges(order.entitlement, prices, minutes, draft.parts, parts.value);
  const missing = lacking(draft, total(lines));
  const finish = async () => {
    await act("complete", order, recordOf(order, draft, minutes));
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
        <Charges order={order} draft={draft} lines={lines} currency={prices.visit?.currency ?? "CNY"} />
        <Signature order={order} draft={draft} />
      </main>
      <Dock more={() => setSheet("more")}>
        <MainButton icon={missing ? undefined : "home"} disabled={!!missing} hint={missing ? undefined : t("complete_hint")} onClick={() => void finish()}>{missing ? t(missing) : t("complete_order")}</MainButton>
      </Dock>
      {sheet && <MoreSheets order={order} name={sheet} onPick={setSheet} onClose={() => setSheet(null)} />}
    </div>
  );
}
