// The card beside the carried order: whether it can lie there, what that costs more than the best, and which rules it breaks.
import { axis, dayTime, HEAD, hm, view } from "./axis";
import { Icon } from "./icons";
import { laneOf, type EngineerRow } from "./rows";
import { engineers, held, offers, verdict } from "./store";
import { signed, t, whole } from "./words";
import type { Candidate, Held, Verdict } from "./types";

const WIDTH = 276;
const HEIGHT = 200;
const GAP = 10;

function Told({ answer, best }: { answer: Verdict; best: Candidate | undefined }) {
  const tone = !answer.possible ? "red" : answer.soft.length ? "amb" : "grn";
  const more = best && answer.possible ? Math.round(answer.cost - best.cost) : null;
  return (
    <>
      <p class="bd-cost">{more === null ? <b class={tone}>{t("cost", { n: whole(answer.cost) })}</b> : more === 0 ? <><b class={tone}>{t("best_is")}</b><small>{t("cost", { n: whole(answer.cost) })}</small></> : <><b class={tone}>{signed(more)}</b><small>{t("than_best")} · {t("cost", { n: whole(answer.cost) })}</small></>}</p>
      <ul>
        {answer.hard.map((text) => <li key={text} class="red"><Icon name="circle-x" /><span><b>{t("hard")}</b> {text}</span></li>)}
        {answer.soft.map((text) => <li key={text} class="amb"><Icon name="alert-triangle" /><span><b>{t("soft")}</b> {text}</span></li>)}
        <li class="dim"><Icon name="car" /><span>{t("drive", { n: answer.travel, km: answer.km })}</span></li>
        {best && (!answer.possible || answer.cost > best.cost + 0.5) && <li class="grn"><Icon name="circle-check" /><span><b>{t("feasible")}</b> {best.name} {dayTime(best.starts)}</span></li>}
      </ul>
    </>
  );
}

/** Right of the held time, or left of it where there is no room; below its lane, or above. */
function corner(mine: Held, lane: EngineerRow): { left: string; top: string } {
  const { top, left, width, height } = view.value;
  const { place } = axis.value;
  const from = HEAD + place(mine.starts) - left;
  const until = HEAD + place(mine.ends) - left;
  const x = until + GAP + WIDTH < width ? until + GAP : Math.max(GAP, Math.min(from, width) - GAP - WIDTH);
  const below = lane.top - top + 26 + 44;
  const y = below + HEIGHT < height ? below : Math.max(GAP, below - HEIGHT - 70);
  return { left: `${x}px`, top: `${y}px` };
}

function Card({ mine }: { mine: Held }) {
  const answer = verdict.value;
  const best = offers.value?.candidates[0];
  const ready = typeof answer === "object" && answer !== null ? answer : null;
  const chip = !ready ? null : ready.possible ? (ready.soft.length ? <span class="bd-chip amb"><Icon name="alert-triangle" /> {t("price")}</span> : <span class="bd-chip grn"><Icon name="circle-check" /> {t("can")}</span>) : <span class="bd-chip red"><Icon name="ban" /> {t("cannot")}</span>;
  return (
    <>
      <div class="bd-pad">
        <p class="bd-line"><b class="grow">{engineers.value.get(mine.engineer)?.name} {dayTime(mine.starts)}–{hm(mine.ends)}</b>{chip}</p>
        {ready ? <Told answer={ready} best={best} /> : <p class={answer ? "red" : "dim"}>{answer || t("asking")}</p>}
      </div>
      <footer><span><kbd>Tab</kbd> {best ? t("tab_to", { name: best.name }) : t("best")}</span><span><kbd>↑↓</kbd> {t("k_engineer")}</span><span><kbd>←→</kbd> {t("k_quarter")}</span><span><kbd>⇧←→</kbd> {t("k_length")}</span><span><kbd>↵</kbd> {t("k_drop")}</span><span><kbd>Esc</kbd> {t("k_cancel")}</span></footer>
    </>
  );
}

/** Always in the page: what is read aloud has to be there before it speaks. */
export function DropCard() {
  const mine = held.value;
  const lane = mine?.moved ? laneOf.value.get(mine.engineer) : undefined;
  return (
    <div class="bd-drop" role="status" hidden={!lane} style={mine && lane ? corner(mine, lane) : {}}>
      {mine && lane && <Card mine={mine} />}
    </div>
  );
}
