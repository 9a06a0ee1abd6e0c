// Our own QR labels hold the address of the device's passport page; the scanner wants the serial number behind it.
import { orders } from "./store";

const PASSPORT = /^https?:\/\/[^/]+\/a\/([\w-]{16,24})\/?$/;

/** The serial number behind a label of ours on this phone's orders; any other text stays as it is. */
export function unlabelled(text: string): string {
  const token = PASSPORT.exec(text.trim())?.[1];
  return orders.value.find((order) => token && order.asset?.label === token)?.asset?.serial ?? text;
}
