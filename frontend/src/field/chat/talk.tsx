// One chat: the messages, and the field to write in.
import { useEffect, useRef, useState } from "preact/hooks";
import { clock, day, isoDay } from "../format";
import { t } from "../i18n";
import { db } from "../db";
import { download } from "../net";
import { go } from "../router";
import { minute } from "../store";
import { Button, Icon, Sheet } from "../ui/basic";
import { Dock } from "../ui/frame";
import type { IconName } from "../icons";
import { useKeptText } from "./kept";
import { markRead, messagesIn, sayIn, showIn, unreadIn, type Room, type Shown } from "./rooms";
import { w } from "./words";
import "./chat.css";

const MOST = 1000;

function stateOf(message: Shown): [IconName, string] {
  if (message.state === "waits") return ["cloudUp", w("waits")];
  if (message.state === "refused") return ["alert", w("refused")];
  return message.read ? ["circleCheck", w("read")] : ["check", w("sent")];
}

type Shot = NonNullable<Shown["picture"]>;

/** Bytes of a picture: one's own or the server's from this phone, else from the server and kept. */
async function bytesOf({ uid, file }: Shot): Promise<ArrayBuffer | null> {
  const kept = (await db.blobs.get(uid)) ?? (file ? await db.blobs.get(file) : undefined);
  if (kept || !file) return kept?.bytes ?? null;
  const bytes = await download(file);
  if (bytes) await db.blobs.put({ uid: file, bytes });
  return bytes;
}

/** A picture that may still be on its way: looked for again until it is there. */
function Photo({ shot, alt }: { shot: Shot; alt: string }) {
  const [address, setAddress] = useState("");
  useEffect(() => {
    let left = false;
    if (!address) void bytesOf(shot).then((bytes) => { if (bytes && !left) setAddress(URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }))); });
    return () => { left = true; };
  }, [shot.file, address ? 0 : minute.value]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return address ? <img src={address} alt={alt} /> : <span class="dim"><Icon name="photo" /> {w("picture_comes")}</span>;
}

function Message({ message, named, onOpen }: { message: Shown; named: boolean; onOpen: (shot: Shot) => void }) {
  const [icon, words] = stateOf(message);
  return (
    <li class={`said ${message.own ? "own" : ""}`}>
      {named && !message.own && <span class="who">{message.who || "—"}</span>}
      {message.picture && <button type="button" class="picture" onClick={() => onOpen(message.picture!)}><Photo shot={message.picture} alt={w("picture_of", message.who || w("me"))} /></button>}
      {message.text && <p class="bubble">{message.text}</p>}
      {message.own && message.state === "refused"
        ? <button type="button" class="state red tall-line" onClick={() => go("/outbox")}><Icon name={icon} /> {words}</button>
        : <span class="state">{clock(message.at)}{message.own && <> <Icon name={icon} /> {words}</>}</span>}
    </li>
  );
}

function List({ messages, since, onOpen }: { messages: Shown[]; since: string | undefined; onOpen: (shot: Shot) => void }) {
  return (
    <ol class="talk">
      {messages.map((message, index) => {
        const before = messages[index - 1];
        const newDay = !before || isoDay(before.at) !== isoDay(message.at);
        return (
          <>
            {newDay && <li class="when" key={`d${message.uid}`}>{day(message.at)}</li>}
            {message.uid === since && <li class="new" key="new">{w("fresh")}</li>}
            <Message key={message.uid} message={message} named={newDay || before?.who !== message.who || before.own} onOpen={onOpen} />
          </>
        );
      })}
    </ol>
  );
}

function Write({ room, hint }: { room: Room; hint: string }) {
  const [text, setText] = useKeptText(room);
  const camera = useRef<HTMLInputElement>(null);
  const send = async () => {
    if (!text.trim()) return;
    setText("");
    await sayIn(room, text);
  };
  const show = async (file: File | undefined) => {
    if (!file) return;
    setText("");
    await showIn(room, file, text);
    camera.current!.value = "";
  };
  return (
    <Dock>
      <form class="write" onSubmit={(event) => { event.preventDefault(); void send(); }}>
        <Button icon="camera" label={w("photo")} onClick={() => camera.current?.click()} />
        <input ref={camera} type="file" accept="image/*" hidden onChange={(event) => void show(event.currentTarget.files?.[0])} />
        <label class="grow"><span class="sr">{hint}</span><textarea class="in" rows={1} maxLength={MOST} value={text} placeholder={hint} enterkeyhint="send"
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); void send(); } }} /></label>
        <button type="submit" class="btn main" aria-label={t("send")} disabled={!text.trim()}><Icon name="send" /></button>
      </form>
    </Dock>
  );
}

export function Talk({ room, note, empty, hint }: { room: Room; note: string; empty: string; hint: string }) {
  const messages = messagesIn(room);
  const [open, setOpen] = useState<Shot | null>(null);
  const [since] = useState(() => (unreadIn(room) ? messages.find((message) => message.fresh)?.uid : undefined));
  const last = messages.at(-1)?.uid;
  useEffect(() => { void markRead(room); scrollTo(0, document.body.scrollHeight); }, [last]);
  return (
    <>
      <main>
        {messages.length
          ? <><p class="dim mini mid">{note}</p><List messages={messages} since={since} onOpen={setOpen} /></>
          : <div class="nothing"><Icon name="message" /><h2 class="ink">{w("empty_case")}</h2><p class="dim">{empty}</p><small>{note}</small></div>}
      </main>
      <Write room={room} hint={hint} />
      {open && <Sheet title={w("a_picture")} onClose={() => setOpen(null)}><div class="full"><Photo shot={open} alt={w("a_picture")} /></div></Sheet>}
    </>
  );
}
