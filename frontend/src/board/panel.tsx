// Beside the timeline: the chosen order, why he has it, who else could go, who cannot and by which rule.
import { free, place, toggleLock } from "./act";
import { dayTime, hm } from "./axis";
import { pick } from "./hand";
import { Icon } from "./icons";
import { movable, planned } from "./look";
import { byOrder, facts, held, replayAt, selected, waiting } from "./store";
import { signed, t } from "./words";
import type { Bar, Candidate, Excluded, OrderFacts, Term, Way, Why } from "./types";

const NAMED = 5;

function Terms({ terms, total }: { terms: Term[]; total: number }) {
  return (
    <table><tbody>
      {terms.map(([label, minutes, share]) => <tr key={label}><th scope="row">{label}</th><td><i class={`bd-meter ${minutes < 0 ? "good" : ""}`} style={{ "--v": `${share}%` } as never} /></td><td class="n">{signed(minutes)}</td></tr>)}
      <tr class="total"><th scope="row" colSpan={2}>{t("sum")}</th><td class="n">{String(Math.round(total)).replace("-", "−")}</td></tr>
    </tbody></table>
  );
}

function CannotGo({ groups }: { groups: Excluded[] }) {
  const named = groups.flatMap((group) => group.named.map(([name, detail]) => ({ name, text: [group.label, detail].filter(Boolean).join(" ") }))).slice(0, NAMED);
  const all = groups.reduce((sum, group) => sum + group.count, 0);
  return (
    <>
      <h3>{t("cannot_go")}<small>{t("first_rule")}</small></h3>
      <table class="no"><tbody>
        {named.map(({ name, text }, n) => <tr key={n}><th scope="row">{name}</th><td><Icon name="ban" tone="red" /> {text}</td></tr>)}
        {all > named.length && <tr class="dim"><td>{t("others", { n: all - named.length })}</td><td>{groups.map((group) => `${group.label} ${group.count}`).join(" · ")}</td></tr>}
      </tbody></table>
    </>
  );
}

function WouldFit({ ways }: { ways: Way[] }) {
  if (ways.length === 0) return null;
  return <><h3>{t("would_fit")}</h3><table class="no"><tbody>{ways.map(([change, who], n) => <tr key={n}><th scope="row">{change}</th><td>{who}</td></tr>)}</tbody></table></>;
}

function Reasons({ why }: { why: Why }) {
  if (!why.name) return why.unserved ? <><p class="amb"><Icon name="user" /> {why.unserved}</p><WouldFit ways={why.fits} /></> : null;
  return (
    <>
      <div class="bd-line"><h2 class="grow clip">{t("why", { name: why.name })}</h2><small>{why.grabbed ? t("grabbed") : why.by ? t("chosen_by", { name: why.by }) : t(why.best ? "best_of" : why.gave_way ? "gave_way" : "by_plan", { n: why.considered })}</small></div>
      <Terms terms={why.terms} total={why.total} />
      {why.next.length > 0 && <><h3>{t("next_ones")}<small>{t("more")}</small></h3><table><tbody>{why.next.map(([rank, name, reason, more]) => <tr key={rank}><th scope="row">{rank} <b>{name}</b></th><td class="dim">{reason}</td><td class="n">{signed(more)}</td></tr>)}</tbody></table></>}
    </>
  );
}

function Offer({ one, rank, order }: { one: Candidate; rank: number; order: number }) {
  const take = (): void => {
    const wait = waiting.value.find((each) => each.order === order);
    held.value = null; // he is chosen here, not where the mouse passed by
    if (wait) void place(order, wait.title, null, { engineer: one.engineer, starts: one.starts, ends: one.starts + wait.minutes * 60 });
  };
  return (
    <li><span class="grow clip"><b>{rank} {one.name}</b> <small>{one.outlet}</small><br /><small>{dayTime(one.starts)}{one.reason ? ` · ${one.reason}` : ""}</small></span>
      <span class="n">{rank === 1 ? t("best") : signed(one.more)}</span><button type="button" class={`bd-btn ${rank === 1 ? "main" : ""}`} onClick={take} aria-label={`${t("assign")}: ${one.name}`}>{t("assign")}</button></li>
  );
}

function Facts({ known, bar }: { known: OrderFacts; bar: Bar | undefined }) {
  return (
    <dl class="bd-facts">
      <dt>{t("customer")}</dt><dd>{known.customer} · {known.site}</dd>
      {bar && <><dt>{t("time")}</dt><dd>{dayTime(bar.starts)}–{hm(bar.ends)}{bar.travel ? <small> · {t("drive", { n: bar.travel, km: bar.km })}</small> : null}</dd></>}
      {known.due && <><dt>{t("due")}</dt><dd>{known.due}</dd></>}
      {known.window && <><dt>{t("time")}</dt><dd>{t("window", { time: known.window })}</dd></>}
      {known.instructions && <><dt>{t("instructions")}</dt><dd>{known.instructions}</dd></>}
    </dl>
  );
}

function Buttons({ bar, order }: { bar: Bar | undefined; order: number }) {
  if (replayAt.value !== null || !bar || !planned(bar)) return null;
  return (
    <div class="bd-buttons">
      {movable(bar) && <button type="button" class="bd-btn" onClick={() => { if (pick(order)) document.getElementById(`bar-${order}`)?.focus(); }}><Icon name="finger" /> {t("move")}</button>}
      {bar.id > 0 && <button type="button" class="bd-btn" aria-pressed={bar.locked} onClick={() => void toggleLock(order)}><Icon name={bar.locked ? "lock-open" : "lock"} /> {t(bar.locked ? "unlock" : "lock")}<kbd>L</kbd></button>}
      {movable(bar) && <button type="button" class="bd-btn" onClick={() => free(order)}><Icon name="undo" /> {t("free")}</button>}
    </div>
  );
}

export function Panel() {
  const order = selected.value;
  const known = facts.value;
  if (!order) return <section class="bd-why"><p class="bd-empty"><Icon name="finger" /><b>{t("no_selection")}</b>{t("no_selection_text")}</p></section>;
  if (!known) return <section class="bd-why" aria-busy="true"><p class="dim">{t("asking")}</p></section>;
  const bar = byOrder.value.get(order);
  return (
    <section class="bd-why" aria-label={known.title}>
      <div class="bd-line"><h2 class="grow clip">{known.title}</h2><a class="bd-link" href={known.url} aria-label={t("open_order")} title={t("open_order")}><Icon name="external" /></a></div>
      <small>{known.number} · {known.state}</small>
      <Facts known={known} bar={bar} />
      <Buttons bar={bar} order={order} />
      {known.why && !known.offers && <Reasons why={known.why} />}
      {known.offers && known.offers.candidates.length > 0 && <><h3>{t("who_could")}<small>{t("minutes_cost")}</small></h3><ol class="bd-offers">{known.offers.candidates.map((one, n) => <Offer key={one.engineer} one={one} rank={n + 1} order={order} />)}</ol></>}
      {known.offers?.reason && <p class="amb"><Icon name="ban" /> {known.offers.reason}</p>}
      {known.offers && <WouldFit ways={known.offers.fits} />}
      {known.offers ? known.offers.excluded.length > 0 && <CannotGo groups={known.offers.excluded} /> : known.why && known.why.excluded.length > 0 && <CannotGo groups={known.why.excluded} />}
    </section>
  );
}
