// Two languages, one dictionary. `t("left", { n: 3 })`; a missing word does not compile.
import { signal } from "@preact/signals";
import { en } from "./words.en";
import { zh } from "./words.zh";
import type { Names } from "./types";

export type Language = "zh" | "en";
export type Word = keyof typeof zh;

export const language = signal<Language>(document.documentElement.lang.startsWith("en") ? "en" : "zh");

export function setLanguage(next: Language): void {
  language.value = next;
  document.documentElement.lang = next === "en" ? "en" : "zh-Hans";
  localStorage.setItem("language", next);
}

export function loadLanguage(): void {
  const kept = localStorage.getItem("language");
  if (kept === "zh" || kept === "en") setLanguage(kept);
}

export function t(word: Word, values: Record<string, string | number> = {}): string {
  const text = (language.value === "en" ? en : zh)[word];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** English with one of two forms by count, e.g. n("jobs", 1). Chinese has one form, in `…_other`. */
export const many = (one: Word, other: Word, n: number): string => t(n === 1 ? one : other, { n });

export const pick = (names: Names): string => (language.value === "en" ? names.en || names.zh : names.zh || names.en);
