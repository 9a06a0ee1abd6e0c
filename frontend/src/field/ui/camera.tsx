// The live picture with the code reader and the torch.
import { useEffect, useRef, useState } from "preact/hooks";
import { openEye } from "../eye";
import type { Reads } from "../scanner";

interface Torch extends MediaTrackCapabilities {
  torch?: boolean;
}

export interface CameraState {
  state: "starting" | "on" | "none";
  torch: "none" | "off" | "on";
  toggleTorch: () => void;
}

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
    const playing = (running: MediaStreamTrack) => {
      track.current = running;
      setState("on");
      if ((running.getCapabilities?.() as Torch | undefined)?.torch) setTorch("off");
    };
    openEye({ video: () => (closed ? null : video.current), found: (text) => report.current(text), reads, playing })
      .then((end) => { if (closed) end(); else stop = end; })
      .catch(() => setState("none"));
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
