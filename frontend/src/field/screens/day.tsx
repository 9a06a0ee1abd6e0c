// The day in figures, from what lies on this phone; the kilometres are the engineer's own.
import { useState } from "preact/hooks";
import { report } from "../actions";
import { day, duration, isoDay, km, money } from "../format";
import { t } from "../i18n";
import { isAhead } from "../project";
import { commands, minute, orders, section } from "../store";
import type { Order } from "../types";
import { Icon, Row } from "../ui/basic";
import { Dock, MainButton, SyncState, Top } from "../ui/frame";

const MINUTE = 60_000;
const MOST_KM = 2000;

const between = (from: string | null, to: string | null): number => (from && to ? Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / MINUTE)) : 0);

interface Figures {
  done: Order[];
  carried: Order[];
  onSite: number;
  driving: number;
  way: number;
  cents: number;
  parts: number;
}

/** What was done today. */
function figures(all: Order[], today: string): Figures {
  const ended = all.filter(({ visit }) => visit.ended_at && isoDay(visit.ended_at) === today);
  const set = all.filter(({ visit }) => visit.travelling_at && isoDay(visit.travelling_at) === today);
  const sum = (rows: Order[], of: (order: Order) => number) => rows.reduce((total, order) => total + of(order), 0);
  const records = commands.value.filter((c) => c.type === "complete" && isoDay(c.at) === today && c.state !== "rejected" && c.state !== "conflict");
  return {
    done: ended.filter((order) => order.visit.state === "completed"),
    carried: ended.filter((order) => order.visit.state === "partial"),
    onSite: sum(ended, ({ visit }) => between(visit.on_site_at, visit.ended_at)),
    driving: sum(set, ({ visit }) => between(visit.travelling_at, visit.on_site_at)),
    way: sum(set, ({ visit }) => visit.travel_km),
    cents: sum(ended, ({ record }) => Math.round(Number(record?.charge || 0) * 100)),
    parts: records.reduce((n, c) => n + (c.payload.parts as { quantity: number }[]).reduce((m, part) => m + part.quantity, 0), 0),
  };
}

function Mileage({ today, way }: { today: string; way: number }) {
  const waiting = commands.value.filter((c) => c.type === "drove" && isAhead(c) && c.payload.day === today).at(-1);
  const known = (waiting?.payload.km ?? section("mileage")?.find((row) => row.day === today)?.km) as string | undefined;
  const [text, setText] = useState("");
  const [odometer, setOdometer] = useState("");
  const value = Math.round(Number(text.replace(",", ".")) * 10) / 10;
  const fits = text !== "" && value >= 0 && value <= MOST_KM && (odometer === "" || /^\d{1,7}$/.test(odometer));
  const save = async () => {
    await report("drove", { day: today, km: value.toFixed(1), odometer: odometer ? Number(odometer) : null }, km(value));
    setText("");
    setOdometer("");
  };
  return (
    <>
      <section class="card">
        <div class="line"><h2>{t("mileage")}</h2><small class="end">{known ? t("mileage_before", { km: km(Number(known)) }) : t("mileage_planned", { km: km(way) })}</small></div>
        <label class="stack snug"><span class="strong">{t("mileage_hint")}</span><input class="in" id="km" inputMode="decimal" value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>
        <label class="stack snug"><span class="strong">{t("odometer")}</span><input class="in" id="odometer" inputMode="numeric" placeholder={t("odometer_hint")} value={odometer} onInput={(event) => setOdometer(event.currentTarget.value)} /></label>
      </section>
      <Dock><MainButton icon="road" disabled={!fits} onClick={save}>{t("save_mileage")}</MainButton></Dock>
    </>
  );
}

export function DaySummary() {
  const today = isoDay(minute.value);
  const found = figures(orders.value, today);
  const rows: [string, string][] = [
    [t("day_hours"), duration(found.onSite)], [t("day_driving"), `${duration(found.driving)} · ${km(found.way)}`], [t("day_charged"), money(found.cents)], [t("day_parts"), String(found.parts)],
  ];
  return (
    <div class="has-dock">
      <Top back="/me" title={t("day_summary")} sub={day(minute.value)}><SyncState short /></Top>
      <main>
        <section class="card">
          <ul class="acts mid flush-gap">
            <li><b class="big grn">{found.done.length}</b><small class="blk">{t("day_done")}</small></li>
            <li><b class={`big ${found.carried.length ? "amb" : ""}`}>{found.carried.length}</b><small class="blk">{t("day_carried")}</small></li>
          </ul>
          <dl class="kv">{rows.flatMap(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name}=`}><b>{value}</b></dd>])}</dl>
        </section>
        {found.done.length + found.carried.length > 0 && (
          <section class="card flush split">
            {[...found.done, ...found.carried].map((order) => (
              <Row key={order.uid} icon={order.visit.state === "completed" ? "circleCheck" : "hourglass"} tone={order.visit.state === "completed" ? "grn" : "amb"} to={`/order/${order.uid}`} title={order.title}
                sub={[order.number, duration(between(order.visit.on_site_at, order.visit.ended_at))].join(" · ")} end={order.record?.charge ? <small>{money(Math.round(Number(order.record.charge) * 100))}</small> : <Icon name="right" />} chevron={false} />
            ))}
          </section>
        )}
        <Mileage today={today} way={found.way} />
      </main>
    </div>
  );
}
