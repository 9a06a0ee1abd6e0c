// What was written by hand as a small PNG: one ink in four strengths, two bits a dot. A canvas would write 32, and each 600 bytes
// are one more QR code when the job leaves the phone that way.
import { deflate, joined } from "./bytes";

const MAGIC = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);
const STRENGTHS = Uint8Array.of(0, 85, 170, 255);
const STEP = 85;
const BITS = 2;
const PALETTE = 3;

function crc(bytes: Uint8Array): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum;
}

function number(value: number): Uint8Array {
  const four = new Uint8Array(4);
  new DataView(four.buffer).setUint32(0, value);
  return four;
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = joined(new TextEncoder().encode(name), data);
  return joined(number(data.length), body, number(crc(body)));
}

/** The dots' strengths, row by row, each row behind a byte that says "not filtered". */
function rowsOf({ data, width, height }: ImageData): Uint8Array<ArrayBuffer> {
  const stride = 1 + Math.ceil((width * BITS) / 8);
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const strength = Math.round(data[4 * (y * width + x) + 3]! / STEP);
      rows[y * stride + 1 + (x >> 2)]! |= strength << (6 - BITS * (x & 3));
    }
  }
  return rows;
}

/** The canvas' drawing as a PNG of this ink (three bytes: red, green, blue). */
export async function inkOf(canvas: HTMLCanvasElement, ink: Uint8Array): Promise<Uint8Array> {
  const { width, height } = canvas;
  const rows = await deflate(rowsOf(canvas.getContext("2d")!.getImageData(0, 0, width, height)));
  const head = joined(number(width), number(height), Uint8Array.of(BITS, PALETTE, 0, 0, 0));
  const inks = joined(...Array.from(STRENGTHS, () => ink));
  return joined(MAGIC, chunk("IHDR", head), chunk("PLTE", inks), chunk("tRNS", STRENGTHS), chunk("IDAT", rows), chunk("IEND", new Uint8Array(0)));
}
