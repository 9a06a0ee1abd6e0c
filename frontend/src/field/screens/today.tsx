// Today: the next job on top, then what waits for an answer, the rest of the day, and what was carried over.
import { unreadIn, unreadInAll } from "../chat/unread";
import { clock, day, isoDay, km, weekday } from "../format";
import { many, t } from "../i18n";
import { link } from "../router";
import { minute, orders, parts, pool, section, van } from "../store";
import type { Order } from "../types";
import { Button, Chip, Icon, Row } from "../ui/basic";
import { Banners, Dock, SyncState, Top } from "../ui/frame";
import { AnswerBy, Contact, NextStep, Sla, address } from "../ui/order-parts";
import { SunButton } from "../ui/theme";
import { Strip } from "../ui/strip";
import { accept } from "../actions";
import { go } from "../router";
import { pick, type Word } from "../i18n";

const UNDER_WAY = ["travelling", "on_site", "paused"];
const ASKED = ["proposed", "dispatched"];

/** What begins so soon belongs to the day, also after midnight. */
const SOON_MS = 3 * 3_600_000;

interface Day {
  current: Order | undefined;
  asked: Order[];
  later: Order[];
  carried: Order[];
  done: Order[];
  following: Map<string, Order[]>;
}

/** The orders of the screen, each in one place. */
function sortOut(all: Order[], now: number): Day {
  const today = isoDay(now);
  const open = all.filter((order) => [...ASKED, "accepted", ...UNDER_WAY].includes(order.visit.state));
  const due = open.filter(({ visit }) => UNDER_WAY.includes(visit.state) || isoDay(visit.starts_at) <= today || Date.parse(visit.starts_at) <= now + SOON_MS);
  const accepted = due.filter((order) => !ASKED.includes(order.visit.state));
  const current = accepted.find((order) => UNDER_WAY.includes(order.visit.state)) ?? accepted[0] ?? due[0];
  const asked = open.filter((order) => ASKED.includes(order.visit.state) && order !== current);
  const following = new Map<string, Order[]>();
  for (const order of open.filter((o) => !due.includes(o) && !asked.includes(o))) {
    const key = isoDay(order.visit.starts_at);
    following.set(key, [...(following.get(key) ?? []), order]);
  }
  return {
    current, following, asked,
    later: accepted.filter((order) => order !== current),
    carried: all.filter((order) => order.visit.state === "partial"),
    done: all.filter((order) => order.visit.state === "completed" && order.visit.ended_at && isoDay(order.visit.ended_at) === today),
  };
}

function Kit({ order }: { order: Order }) {
  const usage = section("usage")?.[String(order.asset?.product.id)];
  const best = Object.keys(usage?.parts ?? {}).map(Number).find((id) => (van.value.get(id) ?? 0) > 0);
  const part = best === undefined ? undefined : parts.value.get(best);
  return part ? <Chip icon="part">{t("take_parts", { part: pick(part) })}</Chip> : null;
}

function Current({ order }: { order: Order }) {
  const { asset, site, visit, entitlement } = order;
  return (
    <article class="card next">
      <div class="line"><h2 class="pri">{t(UNDER_WAY.includes(visit.state) ? "current_job" : "next_job")}</h2><span class="end"><Sla order={order} /></span></div>
      <div>
        <h3 class="big">{order.title}</h3>
        <p class="dim">{asset ? `${pick(asset.product)} · ` : ""}{t(entitlement.kind)}</p>
      </div>
      <p class="line"><Icon name="pin" tone="dim" /><span class="grow">{address(order)}</span><b class="nowrap">{km(visit.travel_km)}</b></p>
      <div class="chips">
        {site.hazards.map((hazard) => <Chip key={hazard} icon="alert" tone="amb">{hazard}</Chip>)}
        {order.visit.state === "accepted" && <Kit order={order} />}
      </div>
      <div class="acts"><Contact order={order} /><Button icon="file" to={`/order/${order.uid}`}>{t("details")}</Button></div>
    </article>
  );
}

function Job({ order, children }: { order: Order; children?: preact.ComponentChildren }) {
  const { visit, site, customer } = order;
  return (
    <a class="job" {...link(`/order/${order.uid}`)}>
      <time>{clock(visit.starts_at)}<small>{isoDay(visit.starts_at) === isoDay(minute.value) ? `–${clock(visit.ends_at)}` : weekday(visit.starts_at)}</small></time>
      <h3>{order.title}</h3>
      <span class="dim wide">{site.district} · {km(visit.travel_km)} · {customer.name}</span>
      {children}
    </a>
  );
}

function Asked({ order }: { order: Order }) {
  return (
    <section class="card flush">
      <div class="hd flat"><h2>{t("waiting_for_you")}</h2><AnswerBy order={order} /></div>
      <Job order={order} />
      <div class="acts">
        <Button icon="x" onClick={() => go(`/order/${order.uid}/decline`)}>{t("decline")}</Button>
        <Button icon="check" kind="pri" onClick={() => accept(order)}>{t("accept")}</Button>
      </div>
    </section>
  );
}

function Later({ list }: { list: Order[] }) {
  const way = list.reduce((sum, order) => sum + order.visit.travel_km, 0);
  return (
    <>
      <div class="sec"><h2>{t("later")}</h2><span class="end">{t("travel_sum", { n: many("jobs_one", "jobs_other", list.length), km: km(way) })}</span></div>
      <section class="card flush split" aria-label={t("later")}>
        {list.map((order) => <Job key={order.uid} order={order}><span class="wide"><Sla order={order} /></span></Job>)}
      </section>
    </>
  );
}

/** The missing part lies in the van or at the outlet by now. */
function partIsHere(order: Order): boolean {
  const wanted = order.hold?.part;
  return !!wanted && ((van.value.get(wanted) ?? 0) > 0 || (section("stock") ?? []).some((row) => row.part === wanted && row.place === "outlet"));
}

function CarriedWhy({ order }: { order: Order }) {
  const why = [order.hold ? t(`hold_${order.hold.reason}` as Word) : "", order.hold?.note].filter(Boolean).join(" · ");
  return <>{why}<span class="blk">{order.site.district} · {km(order.visit.travel_km)} <Sla order={order} /></span></>;
}

function Carried({ list }: { list: Order[] }) {
  return (
    <>
      <div class="sec"><h2>{t("carried")}</h2><span class="end">{many("jobs_one", "jobs_other", list.length)}</span></div>
      <section class="card flush split" aria-label={t("carried")}>
        {list.map((order) => (
          <Row key={order.uid} icon={order.hold?.reason === "parts" ? "part" : "hourglass"} to={`/order/${order.uid}`} title={<b>{order.title}</b>}
            sub={<CarriedWhy order={order} />} end={partIsHere(order) ? <Chip icon="check" tone="grn">{t("part_here")}</Chip> : <Chip>{t("to_book")}</Chip>} />
        ))}
      </section>
    </>
  );
}

/** Somebody wrote: to the one room, or to the list of rooms. */
function NewWords() {
  const rooms = orders.value.filter((order) => unreadIn(order));
  const unread = unreadInAll();
  if (!unread) return null;
  const last = rooms[0]?.chat?.filter((said) => said.fresh).at(-1) ?? section("team")?.filter((said) => said.fresh).at(-1);
  const to = unreadIn(null) || rooms.length > 1 ? "/chats" : `/order/${rooms[0]!.uid}/chat`;
  return <section class="card flush"><Row icon="message" tone="pri" to={to} title={<b>{t("chats_new", { n: unread })}</b>} sub={<span class="clip blk">{last ? `${last.who}: ${last.text}` : ""}</span>} /></section>;
}

function OnOffer() {
  const nearest = pool.value[0];
  if (!nearest) return null;
  return (
    <section class="card flush"><Row icon="hand" tone="pri" to="/pool" title={<b>{t("pool_n", { n: pool.value.length })}</b>} sub={t("pool_near", { km: km(nearest.travel_km), place: `${nearest.district} · ${nearest.title}` })} /></section>
  );
}

function Done({ list }: { list: Order[] }) {
  const latest = list.map((order) => `${order.title} ${clock(order.visit.ended_at!)}`).join(" · ");
  return (
    <details class="card flush">
      <summary class="row"><Icon name="circleCheck" tone="grn" /><span class="grow"><b>{t("done_n", { n: list.length })}</b><span class="sub clip">{latest}</span></span><Icon name="down" /></summary>
      {list.map((order) => <Row key={order.uid} to={`/order/${order.uid}`} title={order.title} sub={`${order.number} · ${clock(order.visit.ended_at!)}`} />)}
    </details>
  );
}

function Following({ date, list }: { date: string; list: Order[] }) {
  const first = list[0]!;
  return (
    <details class="card flush">
      <summary class="row"><Icon name="calendar" /><span class="grow"><b>{t("tomorrow_n", { day: day(`${date}T12:00`), n: many("jobs_one", "jobs_other", list.length) })}</b>
        <span class="sub">{t("first_at", { time: clock(first.visit.starts_at), place: first.site.district })}</span></span><Icon name="down" /></summary>
      <div class="split">{list.map((order) => <Job key={order.uid} order={order}><span class="wide"><Sla order={order} /></span></Job>)}</div>
    </details>
  );
}

export function Today() {
  const now = minute.value;
  const { current, asked, later, carried, done, following } = sortOut(orders.value, now);
  const left = (current ? 1 : 0) + asked.length + later.length;
  const title = left ? many("left_today_one", "left_today_other", left) : t(done.length ? "all_done" : "none_today");
  return (
    <div class={current ? "has-dock has-tabs" : "has-tabs only-tabs"}>
      <Top big title={title} sub={[day(now), section("engineer")?.name].filter(Boolean).join(" · ")}><SunButton /><SyncState /></Top>
      <Banners />
      <main>
        <Strip orders={orders.value} current={current} now={now} />
        {current && <Current order={current} />}
        {asked.map((order) => <Asked key={order.uid} order={order} />)}
        <NewWords />
        <OnOffer />
        {later.length > 0 && <Later list={later} />}
        {carried.length > 0 && <Carried list={carried} />}
        {done.length > 0 && <Done list={done} />}
        {[...following].sort().map(([date, list]) => <Following key={date} date={date} list={list} />)}
      </main>
      {current && <Dock><NextStep order={current} /></Dock>}
    </div>
  );
}
