// The office took the order back while something written for it was still here.
import { db } from "../db";
import { t } from "../i18n";
import { go } from "../router";
import { lost } from "../store";
import type { Order } from "../types";
import { Button, Icon } from "./basic";

/** Remove the order with what was written for it; the engineer decided. */
async function remove(order: Order): Promise<void> {
  await db.transaction("rw", db.orders, db.drafts, db.commands, db.shots, async () => {
    await db.orders.delete(order.uid);
    await db.drafts.filter((draft) => draft.order === order.uid).delete();
    await db.shots.filter((shot) => shot.order === order.uid && shot.state === "draft").delete();
    await db.commands.filter((c) => c.order === order.uid && c.state !== "sent" && c.state !== "acked").delete();
  });
  go("/", { replace: true });
}

export function Gone({ order }: { order: Order }) {
  const state = lost.value.find((row) => row.uid === order.uid)?.gone;
  return (
    <section class="card warn" role="alert">
      <h2 class="line"><Icon name="alert" /> {t(state === "cancelled" ? "gone_cancelled" : "gone_other")}</h2>
      <p>{t("gone_text")}</p>
      <Button icon="trash" onClick={() => remove(order)}>{t("remove_here")}</Button>
    </section>
  );
}
