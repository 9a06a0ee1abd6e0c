// A parcel as numbered frames that fit into QR codes, and back: any order, any frame twice, several parcels mixed.
// A frame is `CALLOUT1:<id>:<number>:<of>:<base45>`, all in the QR alphanumeric set (RFC 9285 for the data).
export const PREFIX = "CALLOUT1";
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
/** Bytes of the parcel in one frame: a code of version 19 with low correction, read at arm's length. */
const FRAME_BYTES = 600;
const MOST_FRAMES = 1000;

export function toBase45(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    let number = pair ? bytes[at]! * 256 + bytes[at + 1]! : bytes[at]!;
    for (let digit = 0; digit < (pair ? 3 : 2); digit++) {
      text += ALPHABET[number % 45]!;
      number = Math.floor(number / 45);
    }
  }
  return text;
}

/** Throws RangeError for what is not base45. */
export function fromBase45(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const digits = [...text.slice(at, at + 3)].map((letter) => ALPHABET.indexOf(letter));
    if (digits.length === 1 || digits.includes(-1)) throw new RangeError("not base45");
    const number = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
    if (number >= (digits.length === 3 ? 65536 : 256)) throw new RangeError("not base45");
    bytes.push(...(digits.length === 3 ? [number >> 8, number & 255] : [number]));
  }
  return Uint8Array.from(bytes);
}

async function idOf(parcel: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", parcel));
  return Array.from(digest.subarray(0, 5), (byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
}

export async function framesOf(parcel: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const id = await idOf(parcel);
  const of = Math.ceil(parcel.length / FRAME_BYTES);
  return Array.from({ length: of }, (_, index) =>
    [PREFIX, id, index + 1, of, toBase45(parcel.subarray(index * FRAME_BYTES, (index + 1) * FRAME_BYTES))].join(":"));
}

export interface Collected {
  id: string;
  have: number[];
  of: number;
}

/** Gathers frames; `take` tells how far the frame's parcel is, or null for what is no frame of ours. */
export class Collector {
  private parcels = new Map<string, { of: number; pieces: Map<number, Uint8Array> }>();

  take(text: string): Collected | null {
    const found = /^CALLOUT1:([0-9A-F]{10}):(\d{1,4}):(\d{1,4}):(.+)$/.exec(text.trimStart());
    if (!found) return null;
    const [, id, number, of] = [found[0], found[1]!, Number(found[2]), Number(found[3])] as const;
    const known = this.parcels.get(id) ?? { of, pieces: new Map<number, Uint8Array>() };
    if (number < 1 || number > of || of > MOST_FRAMES || known.of !== of) return null;
    try {
      known.pieces.set(number, fromBase45(found[4]!));
    } catch {
      return null;
    }
    this.parcels.set(id, known);
    return { id, of, have: [...known.pieces.keys()].sort((a, b) => a - b) };
  }

  /** The whole parcel, when all frames are there and they are what was sent; else null. */
  async whole(id: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const known = this.parcels.get(id);
    if (!known || known.pieces.size < known.of) return null;
    const pieces = Array.from({ length: known.of }, (_, index) => known.pieces.get(index + 1)!);
    const parcel = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      parcel.set(piece, at);
      at += piece.length;
    }
    if ((await idOf(parcel)) === id) return parcel;
    this.parcels.delete(id); // a frame was misread: begin again
    return null;
  }
}
