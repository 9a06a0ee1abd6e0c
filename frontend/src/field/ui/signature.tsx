// The signature: drawn with a finger, kept as a PNG in base64; survives a turn of the phone.
import SignaturePadLibrary from "signature_pad";
import { useEffect, useRef } from "preact/hooks";

const PREFIX = "data:image/png;base64,";
const INK = "#14202b";

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
  useEffect(() => {
    const made = new SignaturePadLibrary(canvas.current!, { penColor: INK, minWidth: 1.2, maxWidth: 3 });
    pad.current = made;
    fit(canvas.current!, made, value);
    drawn.current = value;
    made.addEventListener("endStroke", () => {
      drawn.current = made.toDataURL("image/png").slice(PREFIX.length);
      onChange(drawn.current);
    });
    const refit = () => fit(canvas.current!, made, drawn.current);
    addEventListener("resize", refit);
    return () => { removeEventListener("resize", refit); made.off(); };
  }, []);
  useEffect(() => {
    if (value || !pad.current) return;
    drawn.current = "";
    pad.current.clear();
  }, [value]);
  return <div class="sig"><canvas ref={canvas} aria-label={label} role="img" /><span>{note}</span></div>;
}
