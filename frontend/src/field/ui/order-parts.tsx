// Parts of an order that several screens show.
import { actionOf } from "../next";
import { answerWords, byWords, deadline, leftWords } from "../deadlines";
import { t } from "../i18n";
import type { Order } from "../types";
import { Icon } from "./basic";
import { MainButton } from "./frame";

export function Sla({ order }: { order: Order }) {
  const found = deadline(order);
  if (!found) return null;
  const icon = found.tone ? "alarm" : "clock";
  return <span class={`sla ${found.tone || "dim"}`}><Icon name={icon} /> {leftWords(found)} · {byWords(found)}</span>;
}

export function AnswerBy({ order }: { order: Order }) {
  const found = deadline(order);
  if (found?.kind !== "respond") return null;
  return <span class={`sla end ${found.tone || "dim"}`}><Icon name="hourglass" /> {answerWords(found)}</span>;
}

/** The one filled button: the order's next step. */
export function NextStep({ order }: { order: Order }) {
  const next = actionOf(order);
  if (!next) return null;
  return <MainButton icon={next.icon} hint={next.hint} onClick={next.run}>{next.label}</MainButton>;
}

export const address = (order: Order): string => `${order.site.district} ${order.site.street}`;

/** Call and navigate: links the phone's own apps answer. */
export function Contact({ order }: { order: Order }) {
  const { phone } = order.customer;
  const { latitude, longitude } = order.site;
  return (
    <>
      {phone && <a class="btn" href={`tel:${phone}`}><Icon name="phone" /> {t("call")}</a>}
      <a class="btn" href={`geo:${latitude},${longitude}?q=${latitude},${longitude}(${encodeURIComponent(address(order))})`}><Icon name="navigation" /> {t("navigate")}</a>
    </>
  );
}
