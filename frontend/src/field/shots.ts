// Photos of a visit: scaled down, drawn anew so that no position travels in their EXIF, kept as bytes.
import { now } from "./clock";
import { db } from "./db";
import { newId } from "./log";
import type { Order, Shot } from "./types";

const LONGEST_SIDE = 1600;
const JPEG_QUALITY = 0.8;

/** A photo drawn anew, no side longer than this. */
export async function scaledDown(file: File, longest: number): Promise<HTMLCanvasElement> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** What is drawn on a canvas, as JPEG. */
export async function jpegOf(canvas: HTMLCanvasElement): Promise<ArrayBuffer> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY));
  return blob!.arrayBuffer();
}

/** Keep a photo as it was taken, scaled down. */
export async function addPhoto(order: Order, file: File, note: string, step?: string): Promise<void> {
  await keepPicture(order, await scaledDown(file, LONGEST_SIDE), note, step ? { step } : {});
}

/** Keep what is drawn on a canvas as a photo; `of` says on which photo it was drawn and to which step it belongs. */
export async function keepPicture(order: Order, canvas: HTMLCanvasElement, note: string, of: Pick<Shot, "original" | "step">): Promise<void> {
  const bytes = await jpegOf(canvas);
  const ended = order.visit.state === "completed" || order.visit.state === "partial";
  const shot: Shot = {
    uid: newId(), order: order.uid, visit: order.visit.uid, kind: "photo", note, size: bytes.byteLength, received: 0,
    state: ended ? "queued" : "draft", message: "", at: now(), ...of,
  };
  await db.transaction("rw", db.shots, db.blobs, async () => {
    await db.blobs.put({ uid: shot.uid, bytes });
    await db.shots.put(shot);
  });
}

export async function removePhoto(uid: string): Promise<void> {
  await db.transaction("rw", db.shots, db.blobs, () => Promise.all([db.shots.delete(uid), db.blobs.delete(uid)]));
}
