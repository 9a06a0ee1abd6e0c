// Photos of the visit: kept on the phone, sent after the status.
import { useRef, useState } from "preact/hooks";
import { photosWanted } from "../checklist";
import { photosLacking } from "../draft";
import { pick, t, type Word } from "../i18n";
import { addPhoto, removePhoto } from "../shots";
import { shotsOf, shotsOfStep } from "../store";
import type { CheckItem, Draft, Order, Shot } from "../types";
import { Button, Icon, Sheet } from "./basic";
import { Picture } from "./files";
import { notSaved } from "./frame";
import { lazy } from "./lazy";

const Marks = lazy(async () => (await import("./marks")).Marks);

const SUBJECTS: Word[] = ["photo_label", "photo_before", "photo_after", "photo_other"];
const MOST_OF_STEP = 10;

/** A step holds so many, marked copies included. */
const mayAdd = (taken: Shot[], step: string | undefined): boolean => !step || taken.filter((shot) => shot.step === step).length < MOST_OF_STEP;

/** A photo being written about: its marks and its removal; one whose record was sent back can be changed again. */
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
      {(shot.state === "draft" || (shot.state === "queued" && !shot.received)) && (
        <div class="acts">
          {mayAdd(shotsOf(order), shot.step) && <Button icon="edit" onClick={() => setMarking(true)}>{t("mark")}</Button>}
          <Button icon="trash" onClick={() => remove()}>{t("remove")}</Button>
        </div>
      )}
    </Sheet>
  );
}

/** Thumbnails and the camera; `note` names the next photo. */
function Shots({ order, taken, note, step, id }: { order: Order; taken: Shot[]; note: string; step?: string; id?: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [looking, setLooking] = useState<Shot | null>(null);
  const add = async (files: FileList | null) => {
    for (const file of files ?? []) await addPhoto(order, file, note, step).catch(() => notSaved("photo_not_saved"));
    if (input.current) input.current.value = "";
  };
  return (
    <>
      <div class="shots">
        {taken.map((shot) => <button type="button" key={shot.uid} aria-label={shot.note} onClick={() => setLooking(shot)}><Picture uid={shot.uid} alt={shot.note} />{(!step || shot.original) && <span class="caption">{step ? t("photo_marked") : shot.note}</span>}</button>)}
        {mayAdd(taken, step) && <button type="button" class="add" id={id} onClick={() => input.current?.click()}><Icon name="camera" />{step ? t("photo_take") : note}</button>}
      </div>
      <input ref={input} type="file" accept="image/*" capture="environment" hidden onChange={(event) => void add(event.currentTarget.files)} />
      {looking && <Look order={order} shot={looking} onClose={() => setLooking(null)} />}
    </>
  );
}

/** The photos a checklist step wants. */
export function StepPhotos({ order, draft, item }: { order: Order; draft: Draft; item: CheckItem }) {
  const taken = shotsOfStep(order, item.code);
  const wanted = photosWanted(item, draft.answers[item.code]);
  const left = photosLacking(order, draft, item);
  if (!wanted && !taken.length && item.required !== false) return null;
  return (
    <div class="stack snug gap-t">
      {left > 0
        ? <p class="sla amb"><Icon name="camera" /> {t(taken.length ? "photo_step_left" : "photo_step", { n: left })}</p>
        : <p class={`sla ${taken.length ? "grn" : "dim"}`}><Icon name={taken.length ? "check" : "camera"} /> {taken.length ? t("photo_step_ok", { n: taken.length }) : t("photo_step_free")}</p>}
      <Shots order={order} taken={taken} note={pick(item)} step={item.code} id={`photo-${item.code}`} />
    </div>
  );
}

/** Photos of the visit that belong to no step. */
export function Photos({ order }: { order: Order }) {
  const taken = shotsOf(order).filter((shot) => !shot.step);
  const next = t(SUBJECTS.find((word) => !taken.some((shot) => shot.note === t(word))) ?? "photo_other");
  return (
    <section class="card" id="photos">
      <div class="line"><h2>{t("photos")}</h2><small class="end">{t("photo_n", { n: taken.length })}</small></div>
      <Shots order={order} taken={taken} note={next} />
    </section>
  );
}
