// The next step of an order: one word, one icon, one line of consequence.
import { accept, act } from "./actions";
import { clockOrDay, km } from "./format";
import { t } from "./i18n";
import { go } from "./router";
import { draftOf, minute } from "./store";
import type { IconName } from "./icons";
import type { Order } from "./types";

export interface NextAction {
  label: string;
  hint: string;
  icon: IconName;
  run: () => void | Promise<void>;
}

/** On site, and the record is his to write. */
export const mayRecord = ({ visit }: Order): boolean => !visit.helps && (visit.state === "on_site" || visit.state === "paused");

export function actionOf(order: Order): NextAction | null {
  const { visit, customer } = order;
  switch (visit.state) {
    case "proposed":
    case "dispatched":
      return { label: t("accept"), hint: t("hint_accept", { time: clockOrDay(visit.starts_at, minute.value) }), icon: "check", run: () => accept(order) };
    case "accepted":
      return {
        label: t("set_out"), icon: "car",
        hint: visit.travel_minutes ? t("hint_set_out", { name: customer.name, km: km(visit.travel_km), n: visit.travel_minutes }) : customer.name,
        run: () => act("set_out", order),
      };
    case "travelling":
      return { label: t("arrive_site"), hint: t("hint_arrive"), icon: "pin", run: () => act("arrive", order) };
    case "on_site":
      return visit.helps ? null : {
        label: t(draftOf(order) ? "continue_record" : "start_record"), hint: t("hint_record"), icon: "clipboard", run: () => go(`/order/${order.uid}/record`),
      };
    case "paused":
      return { label: t("resume_work"), hint: t("hint_resume"), icon: "play", run: () => act("resume", order) };
    default:
      return null;
  }
}
