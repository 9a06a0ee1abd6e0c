// The barcode reader: loaded only when the camera opens; its wasm lies in the offline cache.
import { prepareZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";

export type Reads = "labels" | "screens";

const WAYS: Record<Reads, { options: ReaderOptions; pause: number }> = {
  /** Labels of any kind, worn and from any side. */
  labels: { options: { formats: ["QRCode", "Code128", "EAN13", "DataMatrix", "Code39"], maxNumberOfSymbols: 1, tryHarder: true }, pause: 80 },
  /** Codes that follow each other on a screen: clean and of one kind, but the next one comes soon. */
  screens: { options: { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: true, tryRotate: false, tryInvert: false, tryDownscale: false }, pause: 20 },
};

prepareZXingModule({ overrides: { locateFile: (path: string, prefix: string) => (path.endsWith(".wasm") ? wasm : prefix + path) } });

/** Read codes from a playing video until `stop` is called. */
export function watchVideo(video: HTMLVideoElement, found: (text: string) => void, reads: Reads = "labels"): () => void {
  const { options, pause } = WAYS[reads];
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  let stopped = false;
  const look = async () => {
    if (stopped) return;
    if (video.videoWidth) {
      [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
      context.drawImage(video, 0, 0);
      const codes = await readBarcodes(context.getImageData(0, 0, canvas.width, canvas.height), options);
      if (!stopped && codes[0]?.text) found(codes[0].text);
    }
    setTimeout(() => void look(), pause);
  };
  void look();
  return () => { stopped = true; };
}
