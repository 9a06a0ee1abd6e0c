// Copies what the back office takes from node_modules into callout/static/build: Tabler's CSS and one sprite of the
// icons named in icons.txt. Fails when an icon does not exist.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const frontend = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(frontend, "node_modules");
const build = join(dirname(frontend), "callout", "static", "build");

async function copyStyles() {
  const css = await readFile(join(modules, "@tabler/core/dist/css/tabler.min.css"), "utf8");
  await mkdir(join(build, "vendor"), { recursive: true });
  await writeFile(join(build, "vendor", "tabler.min.css"), css.replace(/\/\*# sourceMappingURL=.*?\*\//g, ""));
}

async function symbol(name) {
  const svg = await readFile(join(modules, "@tabler/icons/icons/outline", `${name}.svg`), "utf8");
  const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "").trim()}</symbol>`;
}

async function buildSprite() {
  const list = await readFile(join(frontend, "icons.txt"), "utf8");
  const names = list.split("\n").map((line) => line.trim()).filter(Boolean);
  const symbols = await Promise.all(names.map(symbol));
  await writeFile(join(build, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

await mkdir(build, { recursive: true });
await Promise.all([copyStyles(), buildSprite()]);
