// A camera that reads codes: the same settings on the phone and at the desk.
import type { Reads } from "./scanner";

const WANTED: MediaStreamConstraints = { video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false };

export interface Eye {
  /** Where the picture is shown; null when its screen was left meanwhile. */
  video: () => HTMLVideoElement | null;
  found: (text: string) => void;
  reads?: Reads | undefined;
  /** The picture runs. */
  playing: (track: MediaStreamTrack) => void;
}

/** Open the camera and report what it reads until the answer is called. Rejects when there is no camera. */
export async function openEye({ video, found, reads, playing }: Eye): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia(WANTED);
  const track = stream.getVideoTracks()[0]!;
  const off = () => track.stop();
  const shown = video();
  if (!shown) return off(), off;
  shown.srcObject = stream;
  await shown.play();
  if (video()) playing(track);
  const { watchVideo } = await import("./scanner");
  const stop = video() ? watchVideo(shown, found, reads) : off;
  return () => { stop(); off(); };
}
