// Words with the desk about one case: kept on the phone at once, sent when there is a network.
import { useEffect, useState } from "preact/hooks";
import { clockOrDay } from "../format";
import { t } from "../i18n";
import { newCommand, write } from "../log";
import { isAhead } from "../project";
import { commands, minute } from "../store";
import { sync } from "../sync";
import type { Order, Said } from "../types";
import { Chip } from "../ui/basic";
import { Dock, MainButton, SyncState, Top } from "../ui/frame";

interface Shown extends Said {
  waits: boolean;
}

function shown(order: Order): Shown[] {
  const known = order.chat ?? [];
  const own = commands.value.filter((c) => c.order === order.uid && c.type === "say" && isAhead(c) && !known.some((said) => said.uid === c.operation));
  const waiting = own.map((c): Shown => ({ uid: c.operation, who: "", own: true, fresh: false, text: String(c.payload.text), at: c.at, waits: c.state === "queued" }));
  return [...known.map((said) => ({ ...said, waits: false })), ...waiting].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** Tell once how far one has read. */
function useRead(order: Order): void {
  const last = (order.chat ?? []).filter((said) => said.fresh).at(-1)?.at;
  useEffect(() => {
    const told = commands.value.some((c) => c.order === order.uid && c.type === "chat_read" && isAhead(c) && c.payload.until === last);
    if (last && !told) void write(newCommand("chat_read", order, { until: last })).then(sync);
  }, [last]);
}

export function ChatScreen({ order }: { order: Order }) {
  const [text, setText] = useState("");
  const list = shown(order);
  useRead(order);
  useEffect(() => scrollTo(0, document.body.scrollHeight), [list.length]);
  const send = async () => {
    if (!text.trim()) return;
    await write(newCommand("say", order, { text: text.trim() }));
    setText("");
    void sync();
  };
  return (
    <div class="has-dock tall-dock">
      <Top back={`/order/${order.uid}`} title={t("chat")} sub={order.title}><SyncState short /></Top>
      <main>
        {!list.length && <p class="dim">{t("chat_hint")}</p>}
        {list.map((said) => (
          <section class="card" key={said.uid} aria-label={said.own ? t("me") : said.who}>
            <div class="line"><small>{said.own ? t("me") : said.who}</small><small class="end">{clockOrDay(said.at, minute.value)}</small></div>
            <p>{said.text}</p>
            {said.waits && <div><Chip icon="cloudUp" tone="amb">{t("chat_waits")}</Chip></div>}
          </section>
        ))}
      </main>
      <Dock>
        <label class="grow"><span class="sr">{t("chat_write")}</span><input class="in" maxLength={1000} value={text} placeholder={t("chat_write")} onInput={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => event.key === "Enter" && void send()} /></label>
        <MainButton icon="send" disabled={!text.trim()} onClick={() => void send()}>{t("send")}</MainButton>
      </Dock>
    </div>
  );
}
