// What it costs: lines, extra work, and the customer's signed consent to the amount.
import { useState } from "preact/hooks";
import { act } from "../actions";
import { cents, monthOf, plain, total, type ChargeLine } from "../charges";
import { change } from "../draft";
import { clock, money } from "../format";
import { pick, t, type Word } from "../i18n";
import { pricesOf } from "../store";
import type { Draft, ExtraDraft, Order } from "../types";
import { Head, Icon, Quantity, Row, Sheet } from "./basic";
import { MainButton } from "./frame";
import { SignaturePad } from "./signature";

export const currencyOf = (order: Order): string => pricesOf(order).visit?.currency ?? "CNY";

export function Bill({ order, lines }: { order: Order; lines: ChargeLine[] }) {
  const currency = currencyOf(order);
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

export function BillHead({ lines }: { lines: ChargeLine[] }) {
  const month = monthOf(lines);
  return <div class="line"><h2 class="grow">{t("fees")}</h2>{month && <small>{t("price_month", { month })}</small>}</div>;
}

/** The cost the customer signed for, in cents: on this phone, or as the server knows it; null without any. */
export function agreedCents(order: Order): number | null {
  return order.approved ? cents(order.approved.amount) : null;
}

/** True when the customer has not signed for as much as it costs. */
export const needsConsent = (order: Order, lines: ChargeLine[]): boolean => total(lines) > (agreedCents(order) ?? 0);

function Consent({ order, lines, onClose }: { order: Order; lines: ChargeLine[]; onClose: () => void }) {
  const [signature, setSignature] = useState("");
  const [signer, setSigner] = useState(order.customer.name);
  const sum = money(total(lines), currencyOf(order));
  const agree = async () => {
    const shown = lines.map((line) => ({ zh: line.label.zh, en: line.label.en, quantity: String(line.quantity), amount: plain(line.amount) }));
    await act("approve_cost", order, { amount: plain(total(lines)), lines: shown, signer: signer.trim(), signature });
    onClose();
  };
  return (
    <Sheet title={t("approve_title")} sub={order.title} onClose={onClose}>
      <Bill order={order} lines={lines} />
      <p class="dim">{t("approve_text")}</p>
      <SignaturePad value={signature} label={t("sign_here")} note={t("sign_here")} onChange={setSignature} />
      <label class="stack snug"><span class="mini">{t("approve_signer")}</span><input class="in" maxLength={80} value={signer} onInput={(event) => setSigner(event.currentTarget.value)} /></label>
      <MainButton icon="check" disabled={!signature || !signer.trim()} onClick={agree}>{t(signature ? "approve_do" : "need_sign", { sum })}</MainButton>
    </Sheet>
  );
}

/** Where the consent stands, and the way to get it. */
export function Approval({ order, lines }: { order: Order; lines: ChargeLine[] }) {
  const [asking, setAsking] = useState(false);
  const agreed = agreedCents(order);
  const currency = currencyOf(order);
  const sum = money(total(lines), currency);
  if (!total(lines)) return null;
  const open = needsConsent(order, lines);
  return (
    <>
      {agreed !== null && !open && <p class="line grn say"><Icon name="circleCheck" /> <span>{t("agreed_at", { sum: money(agreed, currency), time: clock(order.approved!.at), name: order.approved!.signer })}</span></p>}
      {agreed !== null && open && <p class="line amb say"><Icon name="alert" /> <span>{t("agreed_more", { sum, agreed: money(agreed, currency) })}</span></p>}
      {open && <Row id="consent" icon="signature" tone="pri" title={<b class="pri">{t("approve_do", { sum })}</b>} sub={t("estimate_hint")} onClick={() => setAsking(true)} />}
      {asking && <Consent order={order} lines={lines} onClose={() => setAsking(false)} />}
    </>
  );
}

const added = (list: ExtraDraft[], item: number): ExtraDraft[] =>
  list.some((extra) => extra.item === item) ? list.map((extra) => (extra.item === item ? { ...extra, quantity: extra.quantity + 1 } : extra)) : [...list, { item, quantity: 1 }];

/** The cost while the work goes on: extra work with a price of its own, and consent before it is done. */
export function Estimate({ order, draft, lines }: { order: Order; draft: Draft; lines: ChargeLine[] }) {
  const [choosing, setChoosing] = useState(false);
  const priced = pricesOf(order).extras ?? [];
  const currency = currencyOf(order);
  const save = (edit: (list: ExtraDraft[]) => ExtraDraft[]) => void change(order, (stored) => ({ extras: edit(stored.extras ?? []) }));
  if (!priced.length && !total(lines)) return null;
  return (
    <section class="card flush split" id="costs">
      <Head title={t("estimate")} end={<b>{money(total(lines), currency)}</b>} />
      {draft.extras.map(({ item, quantity }) => {
        const price = priced.find((row) => row.id === item);
        const set = (n: number) => save((list) => list.map((extra) => (extra.item === item ? { ...extra, quantity: n } : extra)));
        return price && (
          <div class="row" key={item}><span class="grow"><b>{pick(price)}</b><span class="sub">{money(cents(price.amount), currency)}</span></span>
            <Quantity value={quantity} max={99} onChange={set} onRemove={() => save((list) => list.filter((extra) => extra.item !== item))} /></div>
        );
      })}
      {priced.length > 0 && <Row icon="plus" title={t("add_extra")} sub={t("extra_hint")} onClick={() => setChoosing(true)} />}
      {total(lines) > 0 && <div class="pad stack"><Approval order={order} lines={lines} /></div>}
      {choosing && (
        <Sheet title={t("add_extra")} sub={t("extra_hint")} onClose={() => setChoosing(false)}>
          <div class="card flush split results">
            {priced.map((price) => <Row key={price.id} title={<b>{pick(price)}</b>} end={<b>{money(cents(price.amount), currency)}</b>} onClick={() => { save((list) => added(list, price.id)); setChoosing(false); }} />)}
          </div>
        </Sheet>
      )}
    </section>
  );
}
