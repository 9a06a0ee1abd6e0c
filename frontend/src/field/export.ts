// Last resort: everything that was not sent, as one file to hand over.
import { toBase64 } from "./bytes";
import { stamp } from "./clock";
import { db } from "./db";

export async function exportUnsent(): Promise<void> {
  const commands = await db.commands.filter((c) => c.state !== "sent" && c.state !== "acked").toArray();
  const shots = await db.shots.filter((shot) => shot.state !== "sent").toArray();
  const files = await Promise.all(shots.map(async (shot) => ({ ...shot, content: toBase64((await db.blobs.get(shot.uid))?.bytes ?? new ArrayBuffer(0)) })));
  const content = JSON.stringify({ exported_at: stamp(), commands, drafts: await db.drafts.toArray(), files });
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  anchor.download = `callout-field-${stamp().slice(0, 16).replace(":", "")}.json`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
}
