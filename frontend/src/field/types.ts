// What the server sends (callout/field/bundle) and what this phone keeps.
import type { Finding, Fix, Unit } from "./types.diagnosis";

export type * from "./types.diagnosis";

export interface Names {
  zh: string;
  en: string;
}

export type VisitState =
  | "proposed" | "dispatched" | "accepted" | "declined" | "travelling" | "on_site" | "paused" | "completed" | "partial" | "failed" | "cancelled";

export interface Visit {
  uid: string;
  state: VisitState;
  version: number;
  starts_at: string;
  ends_at: string;
  travel_minutes: number;
  travel_km: number;
  accepted_at: string | null;
  travelling_at: string | null;
  on_site_at: string | null;
  ended_at: string | null;
  /** Key of the door code, hexadecimal; empty when there is none to show. */
  door: string;
  pauses?: [string, string | null][];
  /** Who leads, writes the record and ends the visit of all; empty for one's own visit. */
  helps?: string;
}

export interface Promised {
  kind: "respond" | "arrive" | "resolve" | "feedback";
  state: "running" | "paused" | "met" | "missed";
  started_at: string;
  due_at: string | null;
}

export interface PastVisit {
  at: string;
  engineer: string;
  solved: boolean;
  codes: Names[];
  result: string;
}

export interface OrderFile {
  uid: string;
  kind: "photo" | "document";
  name: string;
  size: number;
  type: string;
  note: string;
}

export interface SiteAsset extends Names {
  serial: string;
  barcode: string;
  place: string;
}

export interface Entitlement {
  kind: "warranty" | "extended" | "contract" | "repeat" | "none";
  visit: boolean;
  labour: boolean;
  parts: boolean;
  until: string;
  over_since: string;
}

export interface Hold {
  reason: string;
  note: string;
  part: number | null;
}

export interface Order {
  uid: string;
  number: string;
  state: string;
  round: number;
  case: string;
  type: Names & { code: string; icon: string };
  category: number | null;
  severity: number;
  title: string;
  words: string;
  instructions: string;
  symptom: number | null;
  device_code: string;
  hold: Hold | null;
  visit: Visit;
  customer: { name: string; organisation: string; masked: string; phone: string; since: string; reminder: string; language: string };
  site: { city: string; district: string; street: string; latitude: number; longitude: number; access: string; hazards: string[] };
  asset: {
    serial: string;
    barcode: string;
    /** Token of its QR label, or empty. */
    label: string;
    place: string;
    since: string;
    product: Names & { id: number; model: string; brand: string };
    versions: Record<string, string>;
    meters?: Record<string, LastReading>;
  } | null;
  assets: SiteAsset[];
  entitlement: Entitlement;
  promises: Promised[];
  history: PastVisit[];
  files: OrderFile[];
  chat: Said[];
  findings: Finding[];
  record: { result: string; solved: boolean; charge: string; finished_at: string } | null;
  approved?: { amount: string; at: string; signer: string } | null;
}

/** An order as stored: the server's copy, and why it is no longer ours when the office took it back. */
export interface StoredOrder {
  uid: string;
  order: Order;
  gone?: string;
  changed?: Change[];
}

/** Something the office changed on an order that this phone took over without asking. */
export interface Change {
  what: "phone" | "instructions" | "severity" | "address" | "access";
  now: string;
}

export type CodeKind = "symptom" | "object" | "cause" | "action";

export interface Code extends Names {
  id: number;
  kind: CodeKind;
  code: string;
  py: string;
  to: number[];
}

export interface CheckItem extends Names {
  code: string;
  kind: "bool" | "number" | "meter" | "choice" | "text" | "photo";
  unit?: string;
  min?: number | null;
  max?: number | null;
  required?: boolean;
  choices?: (string | Names)[];
  most_a_day?: number;
  when?: { code: string; is: string[] };
  /** How many photos it wants at least. */
  photos?: number;
}

/** What a meter of the asset showed last. */
export interface LastReading {
  value: number;
  at: string;
}

/** Codes of symptom, object, cause and action that earlier visits to the model found together, and how often. */
export type Chain = [string | null, string | null, string | null, string | null, number];

export interface Checklist extends Names {
  id: number;
  service_type: string;
  items: CheckItem[];
}

export interface Part extends Names {
  id: number;
  number: string;
  barcode: string;
  py: string;
  price: string;
  seal?: string;
  /** How its pieces are told apart. */
  tracking: "none" | "batch" | "serial";
}

/** A list price with the office's seal, which goes back with what was charged by it. */
export interface Price extends Names {
  id: number;
  amount: string;
  currency: string;
  seal?: string;
}

export interface PriceList {
  visit?: Price;
  labour?: Price;
  extras?: Price[];
}

export interface PartRequest {
  uid: string;
  number: string;
  part: Names;
  quantity: number;
  state: "requested" | "approved" | "shipped" | "received" | "rejected" | "cancelled";
  source: Names | null;
  answer: string;
  at: string;
}

/** An order on offer: the first who grabs it gets it. */
export interface Offer {
  offer: number;
  title: string;
  district: string;
  severity: number;
  minutes: number;
  until: string;
  starts_at: string;
  travel_minutes: number;
  travel_km: number;
}

export interface Absence {
  id: number;
  starts_at: string;
  ends_at: string;
  reason: string;
}

export interface DayDriven {
  day: string;
  km: string;
  odometer: number | null;
  note: string;
}

/** Parts in a place; of the van also which serial numbers and batches, and how many pieces bear each. */
export interface StockRow {
  part: number;
  quantity: number;
  place: "van" | "outlet" | "central";
  pieces?: [string, number][];
}

export interface Sections {
  engineer: {
    name: string; staff: string; outlet: Names; outlet_phone: string; latitude: number; longitude: number; week: Record<string, [string, string][]>;
    shares_way: boolean;
    push_key: string;
  };
  service_types: (Names & { code: string; icon: string })[];
  prices: Record<string, PriceList>;
  parts: Part[];
  fits: Record<string, number[]>;
  stock: StockRow[];
  usage: Record<string, { records: number; parts: Record<string, number>; chains?: Chain[] }>;
  similar: Record<string, Fix[]>;
  units: Record<string, Unit[]>;
  requests: PartRequest[];
  pool: Offer[];
  team: Said[];
  colleagues: { staff: string; name: string }[];
  absences: Absence[];
  mileage: DayDriven[];
}

/** A message about the case or to the team; `fresh` is not read yet, `read` somebody else has. A picture's `file` is null until it is on the server. */
export interface Said {
  uid: string; who: string; own: boolean; fresh: boolean; read?: boolean; text: string; at: string; picture?: { uid: string; file: string | null } | null;
}

export interface Bundle {
  cursor: string;
  full: boolean;
  orders: Order[];
  gone: { uid: string; state: string }[];
  sections: Record<string, unknown>;
  keep: string[];
  server_ms: number;
}

export type CommandType =
  | "accept" | "decline" | "set_out" | "arrive" | "pause" | "resume" | "complete" | "carry_over"
  | "request_part" | "receive_part" | "new_request" | "note" | "diagnose" | "fault_shown" | "read_log" | "compare" | "measure_curve" | "remote_work"
  | "grab" | "away" | "come_back" | "count_part" | "hand_over" | "drove" | "share_way" | "approve_cost" | "rate" | "send_record" | "say" | "chat_read" | "say_team" | "team_read";

/** queued → acked (the server has it, the next pull shows it) → sent; or conflict / rejected until the engineer decides. */
export type CommandState = "queued" | "acked" | "sent" | "conflict" | "rejected";

export interface Command {
  seq?: number;
  operation: string;
  type: CommandType;
  order: string | null;
  booking: string | null;
  at: string;
  base: number;
  position: { latitude: number; longitude: number; accuracy: number } | null;
  payload: Record<string, unknown>;
  state: CommandState;
  heldUntil: number;
  title: string;
  number: string;
  code: string;
  message: string;
  result: Record<string, unknown>;
  sentAt: number;
}

export interface PartDraft {
  part: number;
  quantity: number;
  serial: string;
  old_serial: string;
  old_returned: boolean;
  batch?: string;
}

/** Work with a price of its own, by the id of its price. */
export interface ExtraDraft {
  item: number;
  quantity: number;
}

export type Answer = boolean | number | string;

/** The record being written for a visit; saved on every change. */
export interface Draft {
  visit: string;
  order: string;
  serial: string;
  symptom: number | null;
  object: number | null;
  cause: number | null;
  action: number | null;
  result: string;
  solved: boolean;
  answers: Record<string, Answer>;
  parts: PartDraft[];
  labour: number | null;
  travel: number | null;
  reasons: Record<string, string>;
  extras: ExtraDraft[];
  payment: "" | "qr" | "cash" | "account";
  signer: string;
  proxy: boolean;
  signature: string;
  workedUntil: number;
  rating: number;
  tags: string[];
  sendRecord: boolean;
  savedAt: number;
}

/** How the data key is kept: wrapped by the PIN (null when too many wrong ones were tried) and by the server's key. */
export interface Vault {
  id: "vault";
  engineer: string;
  device: string;
  salt: Uint8Array<ArrayBuffer>;
  iterations: number;
  pin: Uint8Array | null;
  recovery: Uint8Array | null;
  tries: number;
  blockedUntil: number;
}

/** What a colleague's phone handed over: closed, only the server can read it. */
export interface Parcel {
  id: string;
  data: string;
  state: "queued" | "sent" | "refused";
  message: string;
  at: number;
}

/** A photo on this phone; its bytes lie in the table `blobs`. */
export interface Shot {
  uid: string;
  order: string;
  visit: string;
  /** A picture of a chat belongs to no visit; its message's command names it in `picture`. */
  kind: "photo" | "chat";
  note: string;
  size: number;
  received: number;
  state: "draft" | "queued" | "sent" | "rejected";
  message: string;
  at: number;
  /** The photo this one was drawn on. */
  original?: string;
  /** The checklist step it belongs to. */
  step?: string;
}
