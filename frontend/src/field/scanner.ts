// The barcode reader: loaded only when the camera opens; its wasm lies in the offline cache.
import { prepareZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";

const OPTIONS: ReaderOptions = { formats: ["QRCode", "Code128", "EAN13", "DataMatrix", "Code39"], maxNumberOfSymbols: 1, tryHarder: true };
const PAUSE_MS = 80;

prepareZXingModule({ overrides: { locateFile: (path: string, prefix: string) => (path.endsWith(".wasm") ? wasm : prefix + path) } });

/** Read codes from a playing video until `stop` is called. */
export function watchVideo(video: HTMLVideoElement, found: (text: string) => void): () => void {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  let stopped = false;
  const look = async () => {
    if (stopped) return;
    if (video.videoWidth) {
      [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
      context.drawImage(video, 0, 0);
      const codes = await readBarcodes(context.getImageData(0, 0, canvas.width, canvas.height), OPTIONS);
      if (!stopped && codes[0]?.text) found(codes[0].text);
    }
    setTimeout(() => void look(), PAUSE_MS);
  };
  void look();
  return () => { stopped = true; };
}
