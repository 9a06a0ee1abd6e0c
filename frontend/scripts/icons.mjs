// Vite plugin: `import car from "@tabler/icons/outline/car.svg?shapes"` gives only what lies inside the <svg>.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "node_modules/@tabler/icons/icons");
const PREFIX = "@tabler/icons/";
const SUFFIX = ".svg?shapes";

export function iconShapes() {
  return {
    name: "icon-shapes",
    enforce: "pre",
    resolveId: (id) => (id.startsWith(PREFIX) && id.endsWith(SUFFIX) ? `\0${id}` : null),
    async load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const svg = await readFile(join(folder, id.slice(PREFIX.length + 1, -"?shapes".length)), "utf8");
      const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
      return `export default ${JSON.stringify(shapes.replace(/\s*\n\s*/g, "").trim())}`;
    },
  };
}
