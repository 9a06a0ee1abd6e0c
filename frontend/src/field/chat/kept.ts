// What is half written stays on the phone until it is sent, whatever happens to the app.
import { useEffect, useState } from "preact/hooks";
import { db, getMeta, setMeta, tidyMeta } from "../db";
import { orders } from "../store";
import type { Room } from "./rooms";

const PREFIX = "chat:";
const TEAM = "team";

let written = Promise.resolve<unknown>(undefined); // one after the other, or a slow one would bring back what was sent

function keep(key: string, text: string): void {
  written = written.catch(() => undefined).then(() => (text ? setMeta(key, text) : db.meta.delete(key)));
}

async function keptText(key: string): Promise<string> {
  await written.catch(() => undefined);
  await tidyMeta(PREFIX, [TEAM, ...orders.value.map((order) => order.uid)]);
  return (await getMeta<string>(key)) ?? "";
}

export function useKeptText(room: Room): [string, (text: string) => void] {
  const key = `${PREFIX}${room?.uid ?? TEAM}`;
  const [text, setText] = useState("");
  useEffect(() => {
    let left = false;
    void keptText(key).then((before) => { if (!left) setText((now) => now || before); });
    return () => { left = true; };
  }, [key]);
  const change = (next: string) => {
    keep(key, next);
    setText(next);
  };
  return [text, change];
}
