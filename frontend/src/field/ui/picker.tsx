// Choosing a code: results above, the search box next to the keyboard, pinyin initials underlined.
import { useState } from "preact/hooks";
import { KINDS, change, choices, chosen } from "../draft";
import { match, score, type Match } from "../find";
import { frequency } from "../frequent";
import { language, pick, t } from "../i18n";
import { codesOf } from "../store";
import type { Code, CodeKind, Draft, Order } from "../types";
import { Icon, SearchBox, Sheet } from "./basic";

const SHOWN = 30;

export function Marked({ text, found }: { text: string; found: Match }) {
  if (found.start === found.end) return <b>{text}</b>;
  return <b>{text.slice(0, found.start)}<mark>{text.slice(found.start, found.end)}</mark>{text.slice(found.end)}</b>;
}

function found(codes: Code[], query: string): { code: Code; at: Match }[] {
  return codes
    .map((code) => ({ code, at: match(code, query, pick(code)) }))
    .filter((entry): entry is { code: Code; at: Match } => entry.at !== null)
    .sort((a, b) => score(a.code, query) - score(b.code, query));
}

interface Props {
  order: Order;
  draft: Draft;
  kind: CodeKind;
  onClose: () => void;
  onNext: (kind: CodeKind | null) => void;
}

export function CodePicker({ order, draft, kind, onClose, onNext }: Props) {
  const [query, setQuery] = useState("");
  const [wide, setWide] = useState(false);
  const { narrowed, all } = choices(order, draft, kind);
  const results = found(wide || query ? all : narrowed, query);
  const inNarrowed = new Set(narrowed.map((code) => code.id));
  const { visits, share } = frequency(order, draft, kind);
  const rank = (code: Code): number => Number(inNarrowed.has(code.id)) * 1000 + (share.get(code.id) ?? 0);
  const sorted = results.sort((a, b) => rank(b.code) - rank(a.code));
  const codes = codesOf(order.category);
  const trail = KINDS.slice(0, KINDS.indexOf(kind)).map((earlier) => codes.find((code) => code.id === draft[earlier])).filter((code) => code !== undefined);
  const take = (id: number) => {
    const next = { ...draft, ...chosen(order, draft, kind, id) };
    void change(order, chosen(order, draft, kind, id));
    setQuery("");
    setWide(false);
    onNext(KINDS.slice(KINDS.indexOf(kind) + 1).find((later) => next[later] === null) ?? null);
  };
  return (
    <Sheet title={t("choose_kind", { kind: t(kind).toLowerCase() })} sub={trail.map(pick).join(" › ")} onClose={onClose}>
      <div class="card flush split results" role="listbox" aria-label={t(kind)}>
        {sorted.slice(0, SHOWN).map(({ code, at }) => (
          <button type="button" role="option" aria-selected={draft[kind] === code.id} class={`row ${draft[kind] === code.id ? "on" : ""}`} key={code.id} onClick={() => take(code.id)}>
            <span class="grow"><Marked text={pick(code)} found={at} />{language.value === "zh" && <span class="sub">{code.py}</span>}</span>
            {share.has(code.id) && <b class="pri">{t("share_n", { n: share.get(code.id)! })}</b>}<small>{code.code}</small>{draft[kind] === code.id && <Icon name="check" tone="pri" />}
          </button>
        ))}
        {visits > 0 && !query && <p class="pad dim mini">{t("share_hint", { n: visits })}</p>}
        {!sorted.length && <p class="pad dim">{t("picker_none")}</p>}
      </div>
      {!query && !wide && narrowed.length < all.length && <button type="button" class="btn" onClick={() => setWide(true)}>{t("picker_all", { n: all.length })}</button>}
      <SearchBox value={query} label={t("search")} placeholder={t("picker_hint")} onInput={setQuery} />
    </Sheet>
  );
}
