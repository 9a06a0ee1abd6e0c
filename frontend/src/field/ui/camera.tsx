// The live picture with the code reader and the torch.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Reads } from "../scanner";

interface Torch extends MediaTrackCapabilities {
  torch?: boolean;
}

export interface CameraState {
  state: "starting" | "on" | "none";
  torch: "none" | "off" | "on";
  toggleTorch: () => void;
}

const WANTED: MediaStreamConstraints = { video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false };

/** Start the camera on the video element and report what it reads. */
export function useCamera(found: (text: string) => void, reads?: Reads): CameraState & { video: preact.RefObject<HTMLVideoElement | null> } {
  const video = useRef<HTMLVideoElement>(null);
  const track = useRef<MediaStreamTrack | null>(null);
  const report = useRef(found);
  report.current = found;
  const [state, setState] = useState<CameraState["state"]>("starting");
  const [torch, setTorch] = useState<CameraState["torch"]>("none");

  useEffect(() => {
    let closed = false;
    let stop = () => {};
    const start = async () => {
      const stream = await navigator.mediaDevices.getUserMedia(WANTED);
      track.current = stream.getVideoTracks()[0] ?? null;
      const shown = video.current; // the screen may be left at each await below, which empties the reference
      if (closed || !shown) return track.current?.stop();
      shown.srcObject = stream;
      await shown.play();
      setState("on");
      if ((track.current?.getCapabilities?.() as Torch | undefined)?.torch) setTorch("off");
      const { watchVideo } = await import("../scanner");
      if (!closed) stop = watchVideo(shown, (text) => report.current(text), reads);
    };
    start().catch(() => setState("none"));
    return () => {
      closed = true;
      stop();
      track.current?.stop();
    };
  }, []);

  const toggleTorch = () => {
    const next = torch === "off" ? "on" : "off";
    void track.current?.applyConstraints({ advanced: [{ torch: next === "on" } as MediaTrackConstraintSet] }).then(() => setTorch(next));
  };
  return { video, state, torch, toggleTorch };
}
