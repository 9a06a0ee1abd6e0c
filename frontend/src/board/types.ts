// What the board's addresses answer; the Python side is callout/dispatching/board/shapes.py. Times are seconds since 1970.
export interface Day { date: string; starts: number; ends: number; label: string }

export interface Engineer { id: number; name: string; outlet: number; shift: number; crew: string; skills: [number, number, boolean][]; lng: number; lat: number }

export interface Work {
  order: number; number: string; title: string; place: string; minutes: number; severity: number; skill: number | null; category: number | null;
  due: number | null; window: [number, number] | null; lng: number; lat: number;
}

export interface Waiting extends Work { why: string }

export interface Booking extends Work {
  id: number; engineer: number; state: string; starts: number; ends: number; travel: number; km: number; locked: boolean; version: number; helper: boolean;
  created: number; accepted: number | null; travelling: number | null; on_site: number | null; ended: number | null;
}

export interface Place { engineer: number; starts: number; ends: number }

/** A booking as drawn: `was` is its published place when a draft has moved it; `id` 0 for an order the draft books. */
export interface Bar extends Booking { changed?: boolean; was?: Place | null }

export interface DraftMove { order: number; booking: number | null; engineer: number | null; helpers: number[]; starts: number | null; ends: number | null; refused: string; title: string; waiting: Waiting | null }

export interface Terms { unserved: number; late: number; travel_km: number; overtime: number; changed: number; total: number }

export interface Draft { id: number; title: string; machine: boolean; by: string; made: number; stale: boolean; before: Terms; after: Terms; moves: DraftMove[] }

export interface Board {
  version: string; where: string; days: Day[]; outlets: Record<number, [string, string, number, number]>; engineers: Engineer[];
  shifts: Record<number, [number, number][]>; shift_names: Record<number, string>; skills: Record<number, string>; categories: Record<number, string>;
  absences: [number, number, number, string][]; bookings: Booking[]; waiting: Waiting[]; more_engineers: boolean; more_waiting: boolean;
  drafts: [number, string, boolean][]; draft?: Draft;
}

export interface Person { user: number; name: string; outlet: string; holds: number | null }

export type Term = [label: string, minutes: number, share: number];
export interface Excluded { label: string; count: number; named: [string, string][] }
/** What would make an order fit, and who would then go. */
export type Way = [change: string, who: string];
export interface Candidate { engineer: number; name: string; outlet: string; starts: number; cost: number; more: number; reason: string }
export interface Offers { candidates: Candidate[]; considered: number; excluded: Excluded[]; reason: string; fits: Way[]; outlets: [string, number, string][] }
export interface Verdict { possible: boolean; cost: number; hard: string[]; soft: string[]; terms: Term[]; km: number; travel: number; starts: number; ends: number }

export interface Why {
  name: string; outlet: string; by: string; grabbed: boolean; considered: number; best: boolean; gave_way: boolean; km: number; terms: Term[]; total: number;
  next: [rank: number, name: string, reason: string, more: number][]; excluded: Excluded[]; unserved: string; fits: Way[];
}

export interface OrderFacts {
  number: string; title: string; customer: string; site: string; due: string; window: string; instructions: string; state: string; url: string;
  why: Why | null; offers?: Offers;
}

export interface Booked { id: number; order: number; engineer: number; starts: number; ends: number; version: number; locked: boolean; state: string }

/** `spans`: when nobody had the order; an open end means still. */
export interface Waited extends Waiting { spans: [number, number | null][] }

export interface History { bookings: Booking[]; waiting: Waited[]; stamps: [number, string, number][]; moves: [number, number, number, number][] }

/** What somebody holds in his hand; `from` is where it lay (null: it waits). */
export interface Held { order: number; booking: number; version: number; title: string; engineer: number; starts: number; ends: number; from: Place | null; resize: boolean; moved: boolean }

export type Mode = "off" | "propose" | "apply";
export interface Places {
  regions: [string, string][]; outlets: [string, string][]; where: string;
  optimiser: { region: number; mode: Mode; may: boolean } | null; tiles: { url: string; credit: string };
}

/** Who fits a waiting order now; engineer 0 when nobody does. */
export interface Fit { order: number; engineer: number; name: string; starts: number; could_go: number; why: string }
