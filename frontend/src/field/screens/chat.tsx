// The chats of the phone: about a case with the desk, in the team, and the list of both. Kept here at once, sent when there is a network.
import { Talk } from "../chat/talk";
import { messagesIn, unreadIn, type Room } from "../chat/rooms";
import { w } from "../chat/words";
import { clockOrDay } from "../format";
import { pick, t } from "../i18n";
import { minute, orders, section } from "../store";
import type { Order } from "../types";
import { Chip, Row } from "../ui/basic";
import { SyncState, Top } from "../ui/frame";

export function ChatScreen({ order }: { order: Order }) {
  return (
    <div class="has-dock">
      <Top back={`/order/${order.uid}`} title={t("chat")} sub={order.title}><SyncState short /></Top>
      <Talk room={order} note={w("case_note")} empty={w("empty_case_text")} hint={w("write_case")} />
    </div>
  );
}

export function TeamScreen() {
  const outlet = section("engineer")?.outlet;
  return (
    <div class="has-dock">
      <Top back="/chats" title={outlet ? pick(outlet) : w("team")} sub={w("team")}><SyncState short /></Top>
      <Talk room={null} note={w("team_note")} empty={w("empty_team_text")} hint={w("write_team")} />
    </div>
  );
}

function Line({ room, title, to }: { room: Room; title: string; to: string }) {
  const [last, unread] = [messagesIn(room).at(-1), unreadIn(room)];
  const words = last ? `${last.own ? w("me") : last.who}: ${last.text || w("a_picture")}` : w("empty_case");
  return (
    <Row icon={room ? "message" : "users"} tone={unread ? "pri" : ""} to={to} title={<b>{title}</b>} sub={<span class="clip blk">{words}</span>}
      end={<span class="end nowrap">{last && <small class="blk">{clockOrDay(last.at, minute.value)}</small>}{unread > 0 && <Chip tone="pri">{unread}</Chip>}</span>} />
  );
}

export function Chats() {
  const outlet = section("engineer")?.outlet;
  const spoken = orders.value.filter((order) => messagesIn(order).length).sort((a, b) => messagesIn(b).at(-1)!.at.localeCompare(messagesIn(a).at(-1)!.at));
  return (
    <div>
      <Top back="/me" title={w("chats")}><SyncState short /></Top>
      <main>
        <section class="card flush"><Line room={null} title={outlet ? pick(outlet) : w("team")} to="/team" /></section>
        {spoken.length > 0 && <section class="card flush split">{spoken.map((order) => <Line key={order.uid} room={order} title={order.title} to={`/order/${order.uid}/chat`} />)}</section>}
      </main>
    </div>
  );
}
