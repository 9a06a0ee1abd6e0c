// One build for all islands: the back office's vendor files, the field app with its service worker, the charts, the board.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { iconShapes } from "./icons.mjs";
import { filesOf } from "./precache.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(dirname(root), "callout", "static", "build");
const FIELD = "src/field/main.tsx";
const BASE = "/static/build/";
const shared = { root, configFile: false, base: BASE, logLevel: "warn", plugins: [iconShapes()] };

async function copyFromModules() {
  await import("./vendor.mjs");
  await import("./fonts.mjs");
}

async function buildField() {
  await rm(join(out, "field"), { recursive: true, force: true });
  await build({
    ...shared,
    build: {
      outDir: out, emptyOutDir: false, manifest: "manifest.json", target: "es2022", assetsInlineLimit: 0, assetsDir: "field",
      modulePreload: { polyfill: false }, rollupOptions: { input: FIELD },
    },
  });
}

async function buildWorker() {
  const manifest = JSON.parse(await readFile(join(out, "manifest.json"), "utf8"));
  const files = filesOf(manifest, FIELD);
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update(await readFile(join(out, file)));
  for (const name of ["templates/field/shell.html", "views.py"]) hash.update(await readFile(join(root, "../callout/field", name)));
  await build({
    ...shared,
    define: { __PRECACHE__: JSON.stringify(files.map((file) => BASE + file)), __REVISION__: JSON.stringify(hash.digest("hex").slice(0, 12)) },
    build: {
      outDir: out, emptyOutDir: false, target: "es2022",
      lib: { entry: "src/field/sw.ts", formats: ["iife"], name: "worker", fileName: () => "field-sw.js" },
    },
  });
}

async function buildCharts() {
  await rm(join(out, "charts"), { recursive: true, force: true });
  const charts = { input: "src/charts/main.ts", output: { entryFileNames: "charts.js" } };
  await build({
    ...shared,
    build: {
      outDir: out, emptyOutDir: false, target: "es2022", assetsDir: "charts", modulePreload: false, chunkSizeWarningLimit: 700, rollupOptions: charts,
    },
  });
}

// The map's library is a file of its own that needs nothing of the entry: Django names the entry after its content,
// so a part that imported it would run it twice.
async function buildBoard() {
  await rm(join(out, "board"), { recursive: true, force: true });
  const board = { input: "src/board/main.tsx", output: { entryFileNames: "board.js", chunkFileNames: "board/[name]-[hash].js", assetFileNames: "board[extname]" } };
  await build({
    ...shared,
    build: { outDir: out, emptyOutDir: false, target: "es2022", cssCodeSplit: false, cssTarget: ["chrome123", "firefox128", "safari17.5"], assetsInlineLimit: 8192, modulePreload: { polyfill: false }, rollupOptions: board },
  });
}

async function buildRelay() {
  await rm(join(out, "relay"), { recursive: true, force: true });
  const relay = { input: "src/relay/main.ts", output: { entryFileNames: "relay.js" } };
  await build({
    ...shared,
    build: { outDir: out, emptyOutDir: false, target: "es2022", assetsDir: "relay", assetsInlineLimit: 0, modulePreload: false, rollupOptions: relay },
  });
}

await mkdir(out, { recursive: true });
await copyFromModules();
await buildField();
await buildWorker();
await buildCharts();
await buildBoard();
await buildRelay();
