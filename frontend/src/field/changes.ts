// What the office changed on an order beside a clash: taken over without asking, and said.
import type { Change, Order } from "./types";

const READ: Record<Change["what"], (order: Order) => string> = {
  phone: (order) => order.customer.masked,
  instructions: (order) => order.instructions,
  severity: (order) => String(order.severity),
  address: (order) => `${order.site.district} ${order.site.street}`,
  access: (order) => order.site.access,
};

/** The fields that differ, with the office's value; a field changed twice counts once, as it is now. */
export function changes(before: Order, after: Order, known: Change[] = []): Change[] {
  const found = new Map(known.map((change) => [change.what, change]));
  for (const what of Object.keys(READ) as Change["what"][]) {
    const [old, now] = [READ[what](before), READ[what](after)];
    if (old !== now) found.set(what, { what, now });
  }
  return [...found.values()];
}
