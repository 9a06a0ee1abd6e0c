// Fails when the field app or the board outgrows its budget (gzip kB): first load 150, everything precached 700, board without its map 50.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { filesOf } from "./precache.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(dirname(root), "callout", "static", "build");
const BUDGETS = [
  { name: "field first load", lazy: false, limit: 150 },
  { name: "field precache", lazy: true, limit: 700 },
];

const BOARD = { files: ["board.js", "board.css"], limit: 50 };

const manifest = JSON.parse(await readFile(join(out, "manifest.json"), "utf8"));
let failed = false;
for (const { name, lazy, limit } of BUDGETS) {
  let bytes = 0;
  for (const file of filesOf(manifest, "src/field/main.tsx", { lazy })) bytes += gzipSync(await readFile(join(out, file)), { level: 9 }).length;
  const size = bytes / 1024;
  failed ||= size > limit;
  console.log(`${size > limit ? "FAIL" : "ok  "} ${name}: ${size.toFixed(1)} of ${limit} kB`);
}
let board = 0;
for (const file of BOARD.files) board += gzipSync(await readFile(join(out, file)), { level: 9 }).length / 1024;
failed ||= board > BOARD.limit;
console.log(`${board > BOARD.limit ? "FAIL" : "ok  "} board: ${board.toFixed(1)} of ${BOARD.limit} kB`);
process.exit(failed ? 1 : 0);
