// What is half written stays on the phone until it is sent, whatever happens to the app.
import { useEffect, useState } from "preact/hooks";
import { db, getMeta, setMeta } from "../db";
import type { Room } from "./rooms";

const drafts = new Map<string, string>();
let kept = Promise.resolve<unknown>(undefined); // one after the other, or a slow one would bring back what was sent

function keep(key: string, text: string): void {
  drafts.set(key, text);
  kept = kept.catch(() => undefined).then(() => (text ? setMeta(key, text) : db.meta.delete(key)));
}

export function useKeptText(room: Room): [string, (text: string) => void] {
  const key = `chat:${room?.uid ?? "team"}`;
  const [text, setText] = useState(drafts.get(key) ?? "");
  useEffect(() => {
    if (drafts.has(key)) return;
    void getMeta<string>(key).then((before) => { if (before && !drafts.has(key)) { drafts.set(key, before); setText(before); } });
  }, [key]);
  const change = (next: string) => {
    keep(key, next);
    setText(next);
  };
  return [text, change];
}
