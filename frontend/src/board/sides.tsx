// A draft beside the plan in force: the figures of both, and each visit that moves, where it is and where it would be.
import { dayTime, hm } from "./axis";
import { Icon } from "./icons";
import { board, engineers, selected } from "./store";
import { t, type Word } from "./words";
import type { Draft, DraftMove, Terms } from "./types";

export const TERMS: [keyof Terms, Word][] = [["unserved", "t_unserved"], ["late", "t_late"], ["travel_km", "t_km"], ["overtime", "t_overtime"], ["changed", "t_changed"], ["total", "t_total"]];

export const written = (key: keyof Terms, value: number): string => (key === "overtime" ? `${Math.floor(value / 60)}:${String(Math.round(value % 60)).padStart(2, "0")}` : String(Math.round(value)));

const name = (id: number): string => engineers.value.get(id)?.name ?? "";

interface At { engineer: number; starts: number; ends: number }

function Cell({ at, other }: { at: At | null; other: At | null }) {
  if (!at) return <td class="dim">{t("nobody_has")}</td>;
  const changed = other && other.engineer !== at.engineer;
  const later = other && other.starts !== at.starts;
  return <td>{changed ? <b>{name(at.engineer)}</b> : name(at.engineer)} <span class={later ? "strong" : "dim"}>{dayTime(at.starts)}–{hm(at.ends)}</span></td>;
}

function Moved({ move }: { move: DraftMove }) {
  const booking = board.value?.bookings.find((one) => one.id === move.booking) ?? null;
  const to = move.engineer && move.starts && move.ends ? { engineer: move.engineer, starts: move.starts, ends: move.ends } : null;
  return (
    <tr>
      <th scope="row"><button type="button" class="bd-link clip" onClick={() => { selected.value = move.order; }}>{move.title}</button>{move.refused && <small class="red">{move.refused}</small>}</th>
      <Cell at={booking} other={to} /><Cell at={to} other={booking} />
    </tr>
  );
}

function Figure({ one, term, word }: { one: Draft; term: keyof Terms; word: Word }) {
  const difference = Math.round(one.after[term] - one.before[term]);
  return (
    <tr>
      <th scope="row">{t(word)}</th><td class="n">{written(term, one.before[term])}</td>
      <td class="n"><b>{written(term, one.after[term])}</b> {difference !== 0 && <span class={difference < 0 ? "grn" : "amb"}><Icon name={difference < 0 ? "down" : "up"} />{Math.abs(difference)}</span>}</td>
    </tr>
  );
}

export function Sides({ one, close }: { one: Draft; close: () => void }) {
  const moves = [...one.moves].sort((a, b) => (a.starts ?? Infinity) - (b.starts ?? Infinity));
  const head = (first: string) => <thead><tr><th scope="col">{first}</th><th scope="col">{t("in_force")}</th><th scope="col">{one.title || t("this_draft")}</th></tr></thead>;
  return (
    <div class="bd-pop sides" role="dialog" aria-label={t("side_by_side")}>
      <div class="bd-line"><h2 class="grow">{t("side_by_side")}</h2><button type="button" class="bd-btn sq" aria-label={t("close")} onClick={close}><Icon name="x" /></button></div>
      <table>{head(t("figures"))}<tbody>{TERMS.map(([term, word]) => <Figure key={term} one={one} term={term} word={word} />)}</tbody></table>
      <table>{head(t("moved_visits"))}<tbody>{moves.map((move) => <Moved key={move.order} move={move} />)}{!moves.length && <tr><td class="dim" colSpan={3}>{t("same")}</td></tr>}</tbody></table>
    </div>
  );
}
