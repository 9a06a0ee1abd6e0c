// Pictures and documents of the order and its case; loaded when tapped, kept on the phone afterwards.
import { useEffect, useState } from "preact/hooks";
import { db } from "../db";
import { bytes } from "../format";
import { t } from "../i18n";
import { download } from "../net";
import type { Order, OrderFile } from "../types";
import { Head, Row } from "./basic";
import { say } from "./frame";

async function open(file: OrderFile): Promise<void> {
  const kept = await db.blobs.get(file.uid);
  const content = kept?.bytes ?? (await download(file.uid));
  if (!content) return say({ text: t("file_offline") });
  if (!kept) await db.blobs.put({ uid: file.uid, bytes: content });
  const address = URL.createObjectURL(new Blob([content], { type: file.type }));
  window.open(address, "_blank", "noopener");
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export function Files({ order }: { order: Order }) {
  if (!order.files.length) return null;
  return (
    <section class="card flush split">
      <Head title={t("files")} end={t("requests_n", { n: order.files.length })} />
      {order.files.map((file) => (
        <Row key={file.uid} icon={file.kind === "photo" ? "photo" : "file"} title={file.note || file.name} sub={bytes(file.size)} onClick={() => void open(file)} />
      ))}
    </section>
  );
}

/** A picture of this phone, shown from its bytes. */
export function Picture({ uid, alt }: { uid: string; alt: string }) {
  const [address, setAddress] = useState("");
  useEffect(() => {
    let made = "";
    void db.blobs.get(uid).then((row) => {
      if (!row) return;
      made = URL.createObjectURL(new Blob([row.bytes], { type: "image/jpeg" }));
      setAddress(made);
    });
    return () => URL.revokeObjectURL(made);
  }, [uid]);
  return address ? <img src={address} alt={alt} /> : <span class="dim">{alt}</span>;
}
