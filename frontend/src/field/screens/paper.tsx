// The service record as the customer reads it: printed from the phone without a network, the signed PDF with one.
import { useEffect, useState } from "preact/hooks";
import { act } from "../actions";
import { total, type ChargeLine } from "../charges";
import { verdict } from "../checklist";
import { KINDS, askedOf, draftFor, linesOf, travelledMinutes, workedMinutes } from "../draft";
import { clock, isoDay, money } from "../format";
import { language, pick, t, type Language, type Word } from "../i18n";
import { recordPdf } from "../net";
import { mayRecord } from "../next";
import { codesOf, draftOf, minute, parts, section, shotsOf, shotsOfStep } from "../store";
import type { Answer, CheckItem, Draft, Order } from "../types";
import { Button, Icon, IconButton } from "../ui/basic";
import { currencyOf } from "../ui/costs";
import { Dock, MainButton, Top, say } from "../ui/frame";
import { address } from "../ui/order-parts";

type Facts = [string, string][];

function Group({ title, rows }: { title: string; rows: Facts }) {
  const filled = rows.filter(([, value]) => value);
  if (!filled.length) return null;
  return <section><h2>{title}</h2><dl>{filled.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}</dl></section>;
}

function who(order: Order): Facts {
  const me = section("engineer");
  return [[t("customer"), order.customer.organisation || order.customer.name], [t("address"), address(order)], [t("asset"), order.asset ? `${pick(order.asset.product)} ${order.asset.product.model}` : ""],
    [t("phone_staff"), `${me?.name ?? ""} ${me?.staff ?? ""}`]];
}

function found(order: Order, draft: Draft): Facts {
  const codes = codesOf(order.category);
  const rows = KINDS.map((kind): [string, string] => {
    const code = codes.find((entry) => entry.id === draft[kind]);
    return [t(kind), code ? `${pick(code)} (${code.code})` : ""];
  });
  return [[t("serial"), draft.serial], ...rows, [t("result"), draft.result], [t("solved"), t(draft.solved ? "solved_yes" : "solved_no")]];
}

function answerWords(item: CheckItem, answer: Answer): string {
  if (item.kind === "bool") return t(answer === true ? "yes" : answer === false ? "no" : "not_applicable");
  const limits = [item.min, item.max].map((limit) => limit ?? "").join("–");
  const judged = item.kind === "number" ? ` (${limits}${verdict(item, answer) === "ok" ? " ✓" : " ✗"})` : "";
  return `${answer} ${item.unit ?? ""}`.trim() + judged;
}

function checked(order: Order, draft: Draft): Facts {
  return askedOf(order, draft).flatMap((item): Facts => {
    const answer = draft.answers[item.code];
    const photos = shotsOfStep(order, item.code).length;
    const words = [answer === undefined || answer === "" ? "" : answerWords(item, answer), photos ? t("photo_step_ok", { n: photos }) : ""].filter(Boolean).join(" · ");
    return words ? [[pick(item), words]] : [];
  });
}

const used = (draft: Draft): Facts => draft.parts.map((item) => {
  const part = parts.value.get(item.part);
  return [part ? pick(part) : "", [part?.number, `×${item.quantity}`, item.serial || item.batch].filter(Boolean).join(" · ")];
});

function Costs({ order, lines }: { order: Order; lines: ChargeLine[] }) {
  const currency = currencyOf(order);
  return (
    <section><h2>{t("fees")}</h2>
      <table><thead><tr><th /><th>{t("list_price")}</th><th>{t("to_pay")}</th></tr></thead>
        <tbody>{lines.map((line, index) => <tr key={index}><td>{pick(line.label)}{line.quantity !== 1 && ` ×${line.quantity}`}</td><td>{money(line.list, currency)}</td><td>{money(line.amount, currency)}</td></tr>)}</tbody>
        <tfoot><tr><td>{t("customer_pays")}</td><td /><td>{money(total(lines), currency)}</td></tr></tfoot></table>
    </section>
  );
}

function Sheet({ order, draft }: { order: Order; draft: Draft }) {
  const minutes = workedMinutes(order, draft);
  const until = order.visit.ended_at ?? (draft.workedUntil || minute.value);
  const times: Facts = [[t("today"), isoDay(until)], [t("times"), order.visit.on_site_at ? t("visit_times", { from: clock(order.visit.on_site_at), until: clock(until) }) : ""],
    ["", t("minutes_both", { travel: travelledMinutes(order, draft), labour: minutes })]];
  const signed = draft.signature ? `data:image/png;base64,${draft.signature}` : "";
  return (
    <article class="paper" lang={language.value === "en" ? "en" : "zh-Hans"}>
      <header><div><h1>{t("paper")}</h1><p>{order.title}</p></div><p>{order.number}<br />{order.case}</p></header>
      <Group title={t("customer")} rows={who(order)} />
      <Group title={t("this_service")} rows={[...times, ...found(order, draft)]} />
      <Group title={t("checks")} rows={checked(order, draft)} />
      <Group title={t("parts_used")} rows={used(draft)} />
      <Costs order={order} lines={linesOf(order, draft, minutes)} />
      {shotsOf(order).length > 0 && <p class="small">{t("page_photos", { n: shotsOf(order).length })}</p>}
      <section><h2>{t("sign")}</h2>{signed ? <img src={signed} alt={t("sign")} /> : <p class="small">{t("not_signed")}</p>}<p class="small">{draft.signer || order.customer.name}</p></section>
    </article>
  );
}

/** The screen speaks the customer's language while it is open; the button changes it. */
function useCustomersLanguage(order: Order): () => void {
  useEffect(() => {
    const before = language.value;
    language.value = order.customer.language.startsWith("en") ? "en" : "zh";
    return () => { language.value = before; };
  }, []);
  return () => { language.value = language.value === "zh" ? "en" : "zh"; };
}

async function openPdf(order: Order, spoken: Language): Promise<void> {
  const pdf = await recordPdf(order.uid, spoken);
  if (!pdf) return say({ text: t("file_offline") });
  const link = URL.createObjectURL(new Blob([pdf], { type: "application/pdf" }));
  window.open(link, "_blank", "noopener");
  setTimeout(() => URL.revokeObjectURL(link), 60_000);
}

export function Paper({ order }: { order: Order }) {
  const toggle = useCustomersLanguage(order);
  const [busy, setBusy] = useState(false);
  const written = draftOf(order);
  const onSite = mayRecord(order);
  const fetchPdf = async () => {
    setBusy(true);
    await openPdf(order, language.value);
    setBusy(false);
  };
  const note: Word = onSite ? "paper_draft" : "pdf_offline";
  return (
    <div class="has-dock">
      <Top named back={onSite ? `/order/${order.uid}/finish` : `/order/${order.uid}`} title={t("paper")} sub={order.number}>
        <IconButton icon="language" label={language.value === "zh" ? "Switch to English" : "切换为中文"} onClick={toggle} />
      </Top>
      <main>
        {written ? <><p class="line dim mini no-print"><Icon name="shield" /> {t(note)}</p><Sheet order={order} draft={draftFor(order)} /></>
          : <section class="card"><p class="line grn strong"><Icon name="circleCheck" /> {t("did_complete")}</p>{order.record?.result && <p>{order.record.result}</p>}</section>}
        {!onSite && <div class="acts no-print"><Button icon="send" hint={t("sms_record_hint")} onClick={() => act("send_record", order)}>{t("sms_record")}</Button></div>}
      </main>
      <Dock>
        {written && <Button icon="file" kind={onSite ? "grow" : ""} onClick={() => print()}>{t("print")}</Button>}
        {!onSite && <MainButton icon="file" disabled={busy} onClick={fetchPdf}>{t("signed_pdf")}</MainButton>}
      </Dock>
    </div>
  );
}
