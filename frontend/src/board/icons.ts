// Icons as masks: one element each, whatever the shape, and the colour of the text around them.
import type { CSSProperties } from "preact";
import adjustments from "@tabler/icons/outline/adjustments.svg?shapes";
import alarm from "@tabler/icons/outline/alarm.svg?shapes";
import alert from "@tabler/icons/outline/alert-triangle.svg?shapes";
import ban from "@tabler/icons/outline/ban.svg?shapes";
import calendarEvent from "@tabler/icons/outline/calendar-event.svg?shapes";
import calendarOff from "@tabler/icons/outline/calendar-off.svg?shapes";
import car from "@tabler/icons/outline/car.svg?shapes";
import check from "@tabler/icons/outline/check.svg?shapes";
import chevronDown from "@tabler/icons/outline/chevron-down.svg?shapes";
import chevronLeft from "@tabler/icons/outline/chevron-left.svg?shapes";
import chevronRight from "@tabler/icons/outline/chevron-right.svg?shapes";
import circleCheck from "@tabler/icons/outline/circle-check.svg?shapes";
import circleX from "@tabler/icons/outline/circle-x.svg?shapes";
import clock from "@tabler/icons/outline/clock.svg?shapes";
import clockExclamation from "@tabler/icons/outline/clock-exclamation.svg?shapes";
import compare from "@tabler/icons/outline/git-compare.svg?shapes";
import down from "@tabler/icons/outline/trending-down.svg?shapes";
import external from "@tabler/icons/outline/external-link.svg?shapes";
import finger from "@tabler/icons/outline/hand-finger.svg?shapes";
import list from "@tabler/icons/outline/list-details.svg?shapes";
import lock from "@tabler/icons/outline/lock.svg?shapes";
import lockOpen from "@tabler/icons/outline/lock-open.svg?shapes";
import minus from "@tabler/icons/outline/minus.svg?shapes";
import pause from "@tabler/icons/outline/player-pause.svg?shapes";
import play from "@tabler/icons/outline/player-play.svg?shapes";
import plus from "@tabler/icons/outline/plus.svg?shapes";
import redo from "@tabler/icons/outline/arrow-forward-up.svg?shapes";
import route from "@tabler/icons/outline/route.svg?shapes";
import search from "@tabler/icons/outline/search.svg?shapes";
import sparkles from "@tabler/icons/outline/sparkles.svg?shapes";
import undo from "@tabler/icons/outline/arrow-back-up.svg?shapes";
import up from "@tabler/icons/outline/trending-up.svg?shapes";
import user from "@tabler/icons/outline/user-question.svg?shapes";
import users from "@tabler/icons/outline/users.svg?shapes";
import x from "@tabler/icons/outline/x.svg?shapes";
import { createElement } from "preact";

const shapes: Record<string, string> = {
  adjustments, alarm, "alert-triangle": alert, ban, "calendar-event": calendarEvent, "calendar-off": calendarOff, car, check, "chevron-down": chevronDown,
  "chevron-left": chevronLeft, "chevron-right": chevronRight, "circle-check": circleCheck, "circle-x": circleX, clock, "clock-exclamation": clockExclamation,
  compare, down, external, finger, list, lock, "lock-open": lockOpen, minus, "player-pause": pause, "player-play": play, plus, redo, route, search, sparkles,
  undo, up, user, users, x,
};

/** Give the style sheet each icon as a custom property; the content security policy allows data: images. */
export function defineIcons(root: HTMLElement): void {
  for (const [name, shape] of Object.entries(shapes)) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#000" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round">${shape}</svg>`;
    root.style.setProperty(`--i-${name}`, `url("data:image/svg+xml,${encodeURIComponent(svg)}")`);
  }
}

export const mask = (name: string): CSSProperties => ({ "--m": `var(--i-${name})` }) as CSSProperties;

export function Icon({ name, tone = "" }: { name: string; tone?: string }) {
  return createElement("i", { class: `ic ${tone}`, "aria-hidden": "true", style: mask(name) });
}
