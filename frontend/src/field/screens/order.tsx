// One order: the fault, the deadline, what to look at first, who, what, and the next step.
import { useState } from "preact/hooks";
import { unreadIn } from "../chat/unread";
import { deadline, dueWords, leftWords, used } from "../deadlines";
import { clock, day, isoDay, km, money } from "../format";
import { pick, t, type Word } from "../i18n";
import { go, segments } from "../router";
import { knowledgeOf, lost, minute, parts, pricesOf, section, van } from "../store";
import type { Entitlement, Order, PastVisit, Visit } from "../types";
import { Button, Chip, Head, Icon, Row, Track } from "../ui/basic";
import { Dock, SyncState, Top } from "../ui/frame";
import { Contact, NextStep, address } from "../ui/order-parts";
import { Files } from "../ui/files";
import { Gone } from "../ui/gone";
import { MoreSheets, SHEETS, type SheetName } from "../ui/more";
import type { IconName } from "../icons";

const STEPS: [Word, IconName, (visit: Visit) => string | null][] = [
  ["accept", "check", (visit) => visit.accepted_at],
  ["set_out", "car", (visit) => visit.travelling_at],
  ["arrive", "pin", (visit) => visit.on_site_at],
  ["complete", "home", (visit) => (visit.state === "completed" ? visit.ended_at : null)],
];

function Steps({ visit }: { visit: Visit }) {
  const current = STEPS.findIndex(([, , at]) => !at(visit));
  return (
    <ol class="steps pad-t">
      {STEPS.map(([word, icon, at], index) => {
        const done = at(visit);
        return (
          <li key={word} class={done ? "done" : index === current ? "cur" : ""} aria-current={index === current ? "step" : undefined}>
            <span class="dot"><Icon name={done ? "check" : icon} /></span>{t(word)}<small>{done ? clock(done) : index === current ? t("next") : ""}</small>
          </li>
        );
      })}
    </ol>
  );
}

function Fault({ order }: { order: Order }) {
  const found = order.visit.ended_at ? null : deadline(order);
  const share = found && used(found);
  return (
    <section class="card">
      <div><h1>{order.title}</h1>{order.words && order.words !== order.title && <p class="dim">“{order.words}”</p>}</div>
      {found && share && (
        <>
          <div class="line"><span class={`sla ${found.tone}`}><Icon name="alarm" /> {dueWords(found)}</span><b class={`big end ${found.tone}`}>{leftWords(found)}</b></div>
          <Track value={share.percent} tone={found.tone || undefined} label={t("progress_of", { what: dueWords(found), used: share.used, all: share.all })} />
        </>
      )}
      {order.hold && <p class="line amb strong"><Icon name="hourglass" /> {t("on_hold_for", { why: t(`hold_${order.hold.reason}` as Word) })}{order.hold.note && ` · ${order.hold.note}`}</p>}
      {order.visit.helps && !order.visit.ended_at && <p class="line"><Icon name="users" /> {t("helps", { name: order.visit.helps })}</p>}
      <Steps visit={order.visit} />
    </section>
  );
}

function LookFirst({ order }: { order: Order }) {
  const notes = [...order.site.hazards, order.instructions, order.customer.reminder].filter(Boolean);
  if (!notes.length) return null;
  return (
    <section class="card warn">
      <h2 class="line"><Icon name="alert" /> {t("look_first")}</h2>
      <ul>{notes.map((note) => <li key={note}>{note}</li>)}</ul>
    </section>
  );
}

function Customer({ order }: { order: Order }) {
  const { customer, site, visit } = order;
  const years = Math.floor((minute.value - Date.parse(customer.since)) / (365.25 * 86_400_000));
  const told = visit.travel_minutes ? [km(visit.travel_km), t("about_minutes", { n: visit.travel_minutes })] : [];
  const way = [...told, site.access].filter(Boolean).join(" · ");
  return (
    <section class="card flush split" aria-label={t("customer")}>
      <Row icon="user" title={<><b>{customer.name}</b> {years > 0 && <Chip>{t("years", { n: years })}</Chip>}</>} sub={[customer.organisation, customer.masked].filter(Boolean).join(" · ")} />
      <Row icon="pin" title={address(order)} sub={way} />
      {!visit.ended_at && visit.door && <Row icon="shield" title={t("door_code")} sub={t("door_row")} to={`/order/${order.uid}/door`} />}
      {!visit.ended_at && <div class="acts pad"><Contact order={order} /></div>}
    </section>
  );
}

const covered = (given: Entitlement): Word[] => (["visit", "labour", "parts"] as const).filter((kind) => given[kind]).map((kind) => `${kind}_fee` as Word);

function feeWords(given: Entitlement): string {
  const free = covered(given);
  if (free.length === 3) return t("free_all");
  return free.length ? t("free_some", { what: free.map((word) => t(word)).join(t("and")) }) : t("free_none");
}

function Asset({ order }: { order: Order }) {
  const { asset, entitlement } = order;
  const until = entitlement.until ? ` · ${t("until", { date: entitlement.until })}` : entitlement.over_since ? ` · ${t("over_since", { date: entitlement.over_since })}` : "";
  return (
    <section class="card">
      <div class="line"><h2>{t("asset")}</h2><span class="end"><Chip icon="shield" tone={entitlement.kind === "none" ? "" : "grn"}>{t(entitlement.kind)}{until}</Chip></span></div>
      {asset
        ? <div><h3>{pick(asset.product)}</h3><small class="blk">{[asset.product.brand, asset.product.model].filter(Boolean).join(" ")}</small><small class="blk">{asset.serial} · {t("in_place", { place: asset.place || address(order), date: asset.since })}</small></div>
        : <h3>{t("no_asset")}</h3>}
      <dl class="kv"><dt>{t("fees")}</dt><dd><b>{feeWords(entitlement)}</b></dd></dl>
    </section>
  );
}

function ChatLink({ order }: { order: Order }) {
  const fresh = unreadIn(order);
  return <section class="card flush"><Row icon="message" tone={fresh ? "pri" : ""} title={<b>{t("chat")}</b>} sub={order.chat?.at(-1)?.text || t("chat_hint")} end={fresh ? <Chip tone="amb">{fresh}</Chip> : undefined} to={`/order/${order.uid}/chat`} /></section>;
}

function DiagnosisLink({ order }: { order: Order }) {
  const { trees, faults } = knowledgeOf(order.category);
  if (!trees.length && !faults.length && !section("similar")?.[order.uid]?.length) return null;
  const steps = order.findings?.length ?? 0;
  return <section class="card flush"><Row icon="bulb" tone="pri" title={<b>{t("diagnosis")}</b>} sub={steps ? t("diagnosis_n", { n: steps }) : t("diagnosis_hint")} to={`/order/${order.uid}/diagnosis`} /></section>;
}

/** What the customer pays for, by the same rules as the server's: shown before the work, valid offline. */
function PriceRules({ order }: { order: Order }) {
  const { visit, labour } = pricesOf(order);
  const cents = (amount: string) => Math.round(Number(amount) * 100);
  const rows: [Word, string, boolean][] = [];
  if (visit) rows.push(["visit_fee", t("per_visit", { sum: money(cents(visit.amount), visit.currency) }), order.entitlement.visit]);
  if (labour) rows.push(["labour_fee", t("per_hour", { sum: money(cents(labour.amount), labour.currency) }), order.entitlement.labour]);
  rows.push(["parts_fee", t("at_list"), order.entitlement.parts]);
  return (
    <details class="card flush">
      <summary class="row"><Icon name="file" /><span class="grow"><b>{t("price_rules")}</b><span class="sub">{feeWords(order.entitlement)}</span></span><Icon name="down" /></summary>
      <dl class="kv pad">{rows.flatMap(([word, price, free]) => [<dt key={word}>{t(word)}</dt>, <dd key={`${word}=`}>{free ? <><s class="dim">{price}</s> <b class="grn">{t("is_free")}</b></> : <b>{price}</b>}</dd>])}</dl>
    </details>
  );
}

function Kit({ order }: { order: Order }) {
  const usage = section("usage")?.[String(order.asset?.product.id)];
  const rows = Object.entries(usage?.parts ?? {}).map(([id, share]) => ({ part: parts.value.get(Number(id)), share, left: van.value.get(Number(id)) ?? 0 }));
  const known = rows.filter((row) => row.part).sort((a, b) => b.share - a.share);
  if (!known.length) return null;
  return (
    <section class="card flush split">
      <Head title={t("advised_parts")} end={t("based_on", { n: usage!.records })} />
      {known.map(({ part, share, left }) => (
        <Row key={part!.id} title={<b>{pick(part!)}</b>} to={left > 0 ? undefined : `/order/${order.uid}/parts/${part!.id}`}
          sub={[t("used_in", { n: share }), left > 0 ? "" : t("tap_request")].filter(Boolean).join(" · ")}
          end={left > 0 ? <Chip icon="check" tone="grn">{t("in_van", { n: left })}</Chip> : <Chip icon="part" tone="amb">{t("not_in_van")}</Chip>} />
      ))}
    </section>
  );
}

const pastTitle = (past: PastVisit): string => past.codes.map(pick).join(" → ") || past.result || "—";

function History({ order }: { order: Order }) {
  if (!order.history.length) return null;
  return (
    <section class="card flush split">
      <Head title={t("history")} end={t("times_n", { n: order.history.length })} />
      {order.history.map((past) => (
        <Row key={past.at} title={<b>{pastTitle(past)}</b>} sub={[isoDay(past.at), past.engineer, t(past.solved ? "first_fix" : "not_fixed")].join(" · ")} />
      ))}
    </section>
  );
}

function Ended({ order }: { order: Order }) {
  if (!order.record) return null;
  return (
    <section class="card">
      <p class="line grn strong"><Icon name="circleCheck" /> {t("did_complete")} · {day(order.record.finished_at)} {clock(order.record.finished_at)}</p>
      {order.record.result && <p>{order.record.result}</p>}
      <div class="acts"><Button icon="file" to={`/order/${order.uid}/paper`}>{t("see_paper")}</Button></div>
    </section>
  );
}

const backTo = (order: Order): string => (lost.value.some((row) => row.uid === order.uid) ? "/outbox" : "/");

export function OrderScreen({ order }: { order: Order }) {
  const asked = SHEETS.find((name) => name === segments()[2]);
  const [sheet, setSheet] = useState<SheetName | null>(asked ?? null);
  const close = () => {
    setSheet(null);
    if (asked) go(`/order/${order.uid}`, { replace: true });
  };
  const { visit } = order;
  const isLost = lost.value.some((row) => row.uid === order.uid);
  const open = !visit.ended_at && !isLost;
  return (
    <div class={open ? "has-dock" : ""}>
      <Top named back={backTo(order)} title={order.number} sub={t("visit_n", { n: order.round, from: clock(visit.starts_at), until: clock(visit.ends_at) })}><SyncState short /></Top>
      <main>
        {isLost && <Gone order={order} />}
        <Fault order={order} />
        {open && <LookFirst order={order} />}
        <Ended order={order} />
        <Customer order={order} />
        <Asset order={order} />
        <ChatLink order={order} />
        {open && <DiagnosisLink order={order} />}
        {open && <PriceRules order={order} />}
        {open && <Kit order={order} />}
        <History order={order} />
        <Files order={order} />
        {!open && !isLost && <Button icon="plus" to={`/order/${order.uid}/request`}>{t("new_request")}</Button>}
      </main>
      {open && <Dock more={() => setSheet("more")}><NextStep order={order} /></Dock>}
      {sheet && <MoreSheets order={order} name={sheet} onPick={setSheet} onClose={close} />}
    </div>
  );
}
