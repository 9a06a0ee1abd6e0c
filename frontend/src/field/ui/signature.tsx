// The signature: drawn with a finger, kept as a PNG in base64; survives a turn of the phone.
import SignaturePadLibrary from "signature_pad";
import { useEffect, useRef } from "preact/hooks";
import { toBase64 } from "../bytes";
import { inkOf } from "../ink";

const PREFIX = "data:image/png;base64,";
const INK = [0x14, 0x20, 0x2b] as const;

interface Props {
  value: string;
  label: string;
  note: string;
  onChange: (png: string) => void;
}

/** Fit the canvas to its box and draw what was signed. */
function fit(canvas: HTMLCanvasElement, pad: SignaturePadLibrary, value: string): void {
  const ratio = Math.min(2, Math.max(1, devicePixelRatio));
  canvas.width = canvas.offsetWidth * ratio;
  canvas.height = canvas.offsetHeight * ratio;
  canvas.getContext("2d")!.scale(ratio, ratio);
  pad.clear();
  if (value) void pad.fromDataURL(PREFIX + value, { width: canvas.offsetWidth, height: canvas.offsetHeight });
}

export function SignaturePad({ value, label, note, onChange }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePadLibrary | null>(null);
  const drawn = useRef("");
  const strokes = useRef(0);
  useEffect(() => {
    const made = new SignaturePadLibrary(canvas.current!, { penColor: `rgb(${INK.join()})`, minWidth: 1.2, maxWidth: 3 });
    pad.current = made;
    fit(canvas.current!, made, value);
    drawn.current = value;
    made.addEventListener("endStroke", async () => {
      const mine = ++strokes.current;
      const png = toBase64(await inkOf(canvas.current!, Uint8Array.from(INK)));
      if (mine !== strokes.current) return; // another stroke followed, or it was wiped
      drawn.current = png;
      onChange(png);
    });
    const refit = () => fit(canvas.current!, made, drawn.current);
    addEventListener("resize", refit);
    return () => { removeEventListener("resize", refit); made.off(); };
  }, []);
  useEffect(() => {
    if (value || !pad.current) return;
    drawn.current = "";
    strokes.current++;
    pad.current.clear();
  }, [value]);
  return <div class="sig"><canvas ref={canvas} aria-label={label} role="img" /><span>{note}</span></div>;
}
