// Drawing on a photo: arrow, circle, pen. The marks go into a copy; the original stays as it was taken.
import { useEffect, useRef, useState } from "preact/hooks";
import { db } from "../db";
import { t, type Word } from "../i18n";
import { keepPicture } from "../shots";
import type { Order, Shot } from "../types";
import { Button, Segments, Sheet } from "./basic";
import { MainButton } from "./frame";

type Tool = "arrow" | "circle" | "pen";
type Point = [number, number];

interface Stroke {
  tool: Tool;
  points: Point[];
}

const TOOLS: [Tool, Word][] = [["arrow", "mark_arrow"], ["circle", "mark_circle"], ["pen", "mark_pen"]];
const INK = "#e03131";
const EDGE = "#fff";
const HEAD = 0.045;
const WIDTH = 0.008;

function path(context: CanvasRenderingContext2D, { tool, points }: Stroke, size: number): void {
  const [from, to] = [points[0]!, points[points.length - 1]!];
  context.beginPath();
  if (tool === "pen") points.forEach(([x, y], index) => (index ? context.lineTo(x, y) : context.moveTo(x, y)));
  else if (tool === "circle") context.ellipse((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, Math.abs(to[0] - from[0]) / 2, Math.abs(to[1] - from[1]) / 2, 0, 0, 2 * Math.PI);
  else {
    const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
    context.moveTo(...from);
    context.lineTo(...to);
    for (const side of [-0.5, 0.5]) {
      context.moveTo(...to);
      context.lineTo(to[0] - size * HEAD * Math.cos(angle + side), to[1] - size * HEAD * Math.sin(angle + side));
    }
  }
  context.stroke();
}

/** The picture with its marks: red with a white edge, seen on any ground. */
function draw(canvas: HTMLCanvasElement, picture: ImageBitmap, strokes: Stroke[]): void {
  const context = canvas.getContext("2d")!;
  const size = Math.max(canvas.width, canvas.height);
  context.drawImage(picture, 0, 0);
  context.lineCap = context.lineJoin = "round";
  for (const stroke of strokes) {
    for (const [colour, width] of [[EDGE, 2], [INK, 1]] as const) {
      context.strokeStyle = colour;
      context.lineWidth = size * WIDTH * width;
      path(context, stroke, size);
    }
  }
}

/** The pointer in pixels of the picture. */
function at(canvas: HTMLCanvasElement, event: PointerEvent): Point {
  const box = canvas.getBoundingClientRect();
  return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
}

function usePicture(uid: string, ready: (picture: ImageBitmap) => void): void {
  useEffect(() => {
    void db.blobs.get(uid).then(async (row) => { if (row) ready(await createImageBitmap(new Blob([row.bytes], { type: "image/jpeg" }))); });
  }, [uid]);
}

export function Marks({ order, shot, onClose }: { order: Order; shot: Shot; onClose: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [picture, setPicture] = useState<ImageBitmap | null>(null);
  const [tool, setTool] = useState<Tool>("arrow");
  const [strokes, setStrokes] = useState<Stroke[]>([]);
  const drawing = useRef<Stroke | null>(null);
  usePicture(shot.uid, (found) => {
    [canvas.current!.width, canvas.current!.height] = [found.width, found.height];
    setPicture(found);
  });
  useEffect(() => { if (picture) draw(canvas.current!, picture, strokes); }, [picture, strokes]);
  const begin = (event: PointerEvent) => {
    canvas.current!.setPointerCapture(event.pointerId);
    drawing.current = { tool, points: [at(canvas.current!, event)] };
  };
  const move = (event: PointerEvent) => {
    if (!drawing.current || !picture) return;
    drawing.current.points.push(at(canvas.current!, event));
    draw(canvas.current!, picture, [...strokes, drawing.current]);
  };
  const end = () => {
    const stroke = drawing.current;
    drawing.current = null;
    if (stroke && stroke.points.length > 1) setStrokes([...strokes, stroke]);
  };
  const save = async () => {
    await keepPicture(order, canvas.current!, t("marked", { what: shot.note }), { original: shot.uid, ...(shot.step ? { step: shot.step } : {}) });
    onClose();
  };
  return (
    <Sheet title={t("mark_title")} sub={shot.note} onClose={onClose}>
      <canvas class="marks" ref={canvas} role="img" aria-label={shot.note} onPointerDown={begin} onPointerMove={move} onPointerUp={end} onPointerCancel={end} />
      <Segments label={t("mark_title")} options={TOOLS.map(([key, word]): [Tool, string] => [key, t(word)])} value={tool} onPick={setTool} />
      <div class="line"><Button icon="returned" disabled={!strokes.length} label={t("undo_mark")} onClick={() => setStrokes(strokes.slice(0, -1))} />
        <MainButton icon="check" disabled={!strokes.length} onClick={save}>{t("mark_save")}</MainButton></div>
    </Sheet>
  );
}
