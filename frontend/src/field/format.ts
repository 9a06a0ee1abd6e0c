// Times, money and distances as the engineer reads them.
import { language, t } from "./i18n";

const two = (value: number): string => String(value).padStart(2, "0");

/** By hand: the browser makes a new format for each time it is asked, and a screen shows dozens of times. */
export function clock(at: string | number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

export const isoDay = (at: string | number | Date): string => {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

const made = new Map<string, Intl.DateTimeFormat>();

function inWords(at: string | number, options: Intl.DateTimeFormatOptions): string {
  const locale = language.value === "en" ? "en-GB" : "zh-CN";
  const key = [locale, ...Object.keys(options)].join();
  const format = made.get(key) ?? new Intl.DateTimeFormat(locale, options);
  made.set(key, format);
  return format.format(new Date(at));
}

export const weekday = (at: string | number): string => inWords(at, { weekday: "short" });

export const day = (at: string | number): string => {
  const date = new Date(at);
  if (language.value === "en") return `${weekday(at)} ${inWords(at, { day: "numeric", month: "short" })}`;
  return `${date.getMonth() + 1}月${date.getDate()}日 ${weekday(at)}`;
};

const WEEK_MS = 6 * 86_400_000;

/** 10:30 today, 周一 08:46 within the week, else with the date. */
export function clockOrDay(at: string, now: number): string {
  if (isoDay(at) === isoDay(now)) return clock(at);
  const near = Math.abs(Date.parse(at) - now) < WEEK_MS;
  return `${near ? weekday(at) : day(at)} ${clock(at)}`;
}

/** 38 min, 2:48, 3 d (from two days on). */
export function duration(minutes: number): string {
  if (minutes < 60) return t("minutes", { n: minutes });
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
  return t("days", { n: Math.floor(minutes / 1440) });
}

export const ago = (ms: number): string => {
  const minutes = Math.floor(ms / 60_000);
  return minutes < 1 ? t("just_now") : t("ago", { time: duration(minutes) });
};

const SYMBOLS: Record<string, [string, string]> = { CNY: ["¥", "CN¥"], USD: ["US$", "$"], EUR: ["€", "€"] };

export function money(cents: number, currency = "CNY"): string {
  const symbol = SYMBOLS[currency]?.[language.value === "en" ? 1 : 0] ?? `${currency} `;
  const text = (cents / 100).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return symbol + (text.endsWith(".00") ? text.slice(0, -3) : text);
}

export const km = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} km`;

const UNITS = ["B", "kB", "MB", "GB"];

export function bytes(size: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, size)) / 10));
  const value = size / 1024 ** power;
  return `${power < 2 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}
