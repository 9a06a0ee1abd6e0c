// Photos of the visit: kept on the phone, sent after the status.
import { useRef, useState } from "preact/hooks";
import { t, type Word } from "../i18n";
import { addPhoto, removePhoto } from "../shots";
import { shotsOf } from "../store";
import type { Order, Shot } from "../types";
import { Button, Icon, Sheet } from "./basic";
import { Picture } from "./files";
import { lazy } from "./lazy";

const Marks = lazy(async () => (await import("./marks")).Marks);

const SUBJECTS: Word[] = ["photo_label", "photo_before", "photo_after", "photo_other"];

function Look({ order, shot, onClose }: { order: Order; shot: Shot; onClose: () => void }) {
  const [marking, setMarking] = useState(false);
  const remove = async () => {
    await removePhoto(shot.uid);
    onClose();
  };
  if (marking) return <Marks order={order} shot={shot} onClose={onClose} />;
  return (
    <Sheet title={shot.note} onClose={onClose}>
      <div class="full"><Picture uid={shot.uid} alt={shot.note} /></div>
      {shot.state === "draft" && (
        <div class="acts">
          <Button icon="edit" onClick={() => setMarking(true)}>{t("mark")}</Button>
          <Button icon="trash" onClick={() => void remove()}>{t("remove")}</Button>
        </div>
      )}
    </Sheet>
  );
}

export function Photos({ order }: { order: Order }) {
  const input = useRef<HTMLInputElement>(null);
  const [looking, setLooking] = useState<Shot | null>(null);
  const taken = shotsOf(order);
  const next = t(SUBJECTS.find((word) => !taken.some((shot) => shot.note === t(word))) ?? "photo_other");
  const add = async (files: FileList | null) => {
    for (const file of files ?? []) await addPhoto(order, file, next);
    if (input.current) input.current.value = "";
  };
  return (
    <section class="card" id="photos">
      <div class="line"><h2>{t("photos")}</h2><small class="end">{t("photo_n", { n: taken.length })}</small></div>
      <div class="shots">
        {taken.map((shot) => <button type="button" key={shot.uid} aria-label={shot.note} onClick={() => setLooking(shot)}><Picture uid={shot.uid} alt={shot.note} /><span class="caption">{shot.note}</span></button>)}
        <button type="button" class="add" onClick={() => input.current?.click()}><Icon name="camera" />{next}</button>
      </div>
      <input ref={input} type="file" accept="image/*" capture="environment" hidden onChange={(event) => void add(event.currentTarget.files)} />
      {looking && <Look order={order} shot={looking} onClose={() => setLooking(null)} />}
    </section>
  );
}
