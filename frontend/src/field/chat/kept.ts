// What is half written stays while one looks elsewhere, as long as the app is open.
import { useState } from "preact/hooks";
import type { Room } from "./rooms";

const drafts = new Map<string, string>();

export function useKeptText(room: Room): [string, (text: string) => void] {
  const key = room?.uid ?? "team";
  const [text, setText] = useState(drafts.get(key) ?? "");
  const change = (next: string) => {
    drafts.set(key, next);
    setText(next);
  };
  return [text, change];
}
