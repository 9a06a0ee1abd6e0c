// Copies the typeface of printed documents (Noto Sans SC, OFL) from node_modules into the documents app.
// It stays out of static/: browsers never load it, only the PDF writer does.
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const frontend = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(frontend, "node_modules", "@expo-google-fonts", "noto-sans-sc");
const target = join(dirname(frontend), "callout", "documents", "data", "fonts");

await mkdir(target, { recursive: true });
for (const weight of ["400Regular", "600SemiBold"]) {
  const name = `NotoSansSC_${weight}.ttf`;
  await copyFile(join(source, weight, name), join(target, name));
}
await copyFile(join(source, "LICENSE_FONT"), join(target, "OFL.txt"));
