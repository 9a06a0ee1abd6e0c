// Requesting a part for an order, and what lies in the van.
import { useState } from "preact/hooks";
import { act } from "../actions";
import { match } from "../find";
import { clock } from "../format";
import { pick, t, type Word } from "../i18n";
import { newCommand, write } from "../log";
import { piecesOf } from "../pieces";
import { go } from "../router";
import { commands, parts, section, van } from "../store";
import { isAhead } from "../project";
import { lastSync, sync } from "../sync";
import type { Order, Part, PartRequest } from "../types";
import { Button, Chip, Head, Quantity, Row, SearchBox, Segments } from "../ui/basic";
import { Dock, MainButton, SyncState, Tabs, Top, say } from "../ui/frame";
import { Marked } from "../ui/picker";
import { VanSheet } from "../ui/van-sheet";
import type { IconName } from "../icons";

const SHOWN = 12;
const PIECES_SHOWN = 2;

function found(query: string, order: Order | undefined): Part[] {
  const fitting = new Set(section("fits")?.[String(order?.asset?.product.id)] ?? []);
  const rows = [...parts.value.values()].filter((part) => match({ ...part, code: part.number }, query, pick(part)));
  return rows.sort((a, b) => Number(fitting.has(b.id)) - Number(fitting.has(a.id))).slice(0, SHOWN);
}

function Stock({ part }: { part: Part }) {
  const stock = (section("stock") ?? []).filter((row) => row.part === part.id && row.place !== "van").reduce((sum, row) => sum + row.quantity, 0);
  const outlet = section("engineer")?.outlet;
  const chip = (n: number) => <Chip tone={n > 0 ? "grn" : ""}>{n > 0 ? t("pieces_n", { n }) : t("pieces_none")}</Chip>;
  return (
    <section class="card flush split">
      <Head title={t("where_from")} end={t("stock_as_of", { time: lastSync.value ? clock(lastSync.value) : t("never") })} />
      <Row icon="car" title={t("place_van")} end={chip(van.value.get(part.id) ?? 0)} />
      <Row icon="part" title={t("place_outlet", { name: outlet ? pick(outlet) : "" })} end={chip(stock)} />
    </section>
  );
}

const STATE_ICONS: Record<PartRequest["state"], [IconName, string]> = {
  requested: ["hourglass", ""], approved: ["check", ""], shipped: ["truck", ""], received: ["circleCheck", "grn"], rejected: ["circleX", "red"], cancelled: ["x", ""],
};

function RequestRow({ request }: { request: PartRequest }) {
  const [icon, tone] = STATE_ICONS[request.state];
  const waiting = commands.value.some((c) => c.type === "receive_part" && isAhead(c) && c.payload.request === request.uid);
  const receive = () => void write(newCommand("receive_part", null, { request: request.uid })).then(sync);
  const sub = [request.number, request.source ? t("from_place", { place: pick(request.source) }) : "", request.answer].filter(Boolean).join(" · ");
  const end = request.state === "shipped" && !waiting ? <Button icon="check" kind="pri" onClick={receive}>{t("receive")}</Button> : <Chip tone={tone}>{t(waiting ? "r_received" : `r_${request.state}` as Word)}</Chip>;
  return <Row icon={icon} tone={tone} title={<b>{pick(request.part)} ×{request.quantity}</b>} sub={sub} end={end} />;
}

function Requests() {
  const sent = section("requests") ?? [];
  const here = commands.value.filter((c) => c.type === "request_part" && isAhead(c) && !sent.some((r) => r.uid === c.operation));
  if (!sent.length && !here.length) return null;
  return (
    <section class="card flush split">
      <Head title={t("my_requests")} end={t("requests_n", { n: sent.length + here.length })} />
      {here.map((c) => <Row key={c.operation} icon="cloudUp" title={<b>{parts.value.has(c.payload.part as number) && pick(parts.value.get(c.payload.part as number)!)} ×{String(c.payload.quantity)}</b>} sub={clock(c.at)} end={<Chip>{t("r_queued")}</Chip>} />)}
      {sent.map((request) => <RequestRow key={request.uid} request={request} />)}
    </section>
  );
}

function Chosen({ part, order, quantity, onQuantity }: { part: Part; order: Order | undefined; quantity: number; onQuantity: (n: number) => void }) {
  return (
    <section class="card">
      <div><h3>{pick(part)}</h3><small>{[part.number, order?.asset ? t("fits_model", { model: order.asset.product.model }) : ""].filter(Boolean).join(" · ")}</small></div>
      <div class="line"><span class="grow">{t("quantity")}</span><Quantity value={quantity} max={99} onChange={onQuantity} /></div>
    </section>
  );
}

export function RequestPart({ order, preset }: { order: Order | undefined; preset?: number }) {
  const [query, setQuery] = useState("");
  const [id, setId] = useState<number | null>(preset ?? null);
  const [quantity, setQuantity] = useState(1);
  const [after, setAfter] = useState<"wait" | "carry">("wait");
  const part = id === null ? undefined : parts.value.get(id);
  const onSite = ["travelling", "on_site", "paused"].includes(order?.visit.state ?? "");
  const finish = async () => {
    const command = await write({ ...newCommand("request_part", order ?? null, { part: part!.id, quantity, note: "" }), booking: null });
    say({ text: `${t("c_request_part")} · ${pick(part!)} ×${quantity} · ${clock(command.at)}` });
    if (order && onSite && after === "carry") await act("carry_over", order, { reason: "parts", note: pick(part!), part: part!.id });
    void sync();
    go(order && after === "wait" ? `/order/${order.uid}` : "/");
  };
  return (
    <div class="has-dock">
      <Top back={order ? `/order/${order.uid}` : "/parts"} title={t("request_title")} sub={order ? `${order.title} · ${order.customer.name}` : undefined}><SyncState short /></Top>
      <main>
        <SearchBox value={query} label={t("search")} placeholder={t("part_find_hint")} onInput={(text) => { setQuery(text); setId(null); }} />
        {!part && (
          <section class="card flush split">
            {found(query, order).map((row) => <Row key={row.id} title={<Marked text={pick(row)} found={match({ ...row, code: row.number }, query, pick(row))!} />} sub={row.number} onClick={() => setId(row.id)} end={<Chip tone={van.value.get(row.id) ? "grn" : ""}>{van.value.get(row.id) ? t("in_van", { n: van.value.get(row.id)! }) : t("not_in_van")}</Chip>} />)}
            {!found(query, order).length && <p class="pad dim">{t("no_parts")}</p>}
          </section>
        )}
        {part && <Chosen part={part} order={order} quantity={quantity} onQuantity={setQuantity} />}
        {part && <Stock part={part} />}
        {part && onSite && <section class="card"><h2>{t("after_request")}</h2><Segments label={t("after_request")} value={after} onPick={setAfter} options={[["wait", t("wait_part")], ["carry", t("carry_later")]]} /></section>}
        <Requests />
      </main>
      <Dock><MainButton icon={part ? "send" : undefined} disabled={!part} hint={part ? t("send_request_hint") : undefined} onClick={finish}>{part ? t("send_request", { n: quantity }) : t("first_part")}</MainButton></Dock>
    </div>
  );
}

/** A part's number and the first numbers of its pieces. */
function numbers(part: Part): string {
  const pieces = [...piecesOf(part.id).keys()];
  return [part.number, ...pieces.slice(0, PIECES_SHOWN), ...(pieces.length > PIECES_SHOWN ? ["…"] : [])].join(" · ");
}

export function MyParts() {
  const [moved, setMoved] = useState<Part | null>(null);
  const carried = [...van.value].filter(([, n]) => n > 0).map(([id, n]) => ({ part: parts.value.get(id), n })).filter((row) => row.part !== undefined);
  return (
    <div class="has-dock has-tabs">
      <Top big title={t("my_van")} sub={t("van_n", { n: carried.length })}><SyncState /></Top>
      <main>
        <Requests />
        <section class="card flush split">
          {carried.map(({ part, n }) => <Row key={part!.id} icon="part" title={<b>{pick(part!)}</b>} sub={numbers(part!)} end={<b>{n}</b>} onClick={() => setMoved(part!)} />)}
          {!carried.length && <p class="pad dim">{t("van_empty")}</p>}
        </section>
      </main>
      <Dock><MainButton icon="plus" hint={t("send_request_hint")} onClick={() => go("/parts/request")}>{t("request_part")}</MainButton></Dock>
      {moved && <VanSheet part={moved} onClose={() => setMoved(null)} />}
      <Tabs />
    </div>
  );
}
