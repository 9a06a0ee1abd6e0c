// One build for all islands: the back office's vendor files, the field app with its service worker, the charts.
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
  const charts = { input: "src/charts/main.ts", output: { entryFileNames: "charts.js" } };
  await build({
    ...shared,
    build: { outDir: out, emptyOutDir: false, target: "es2022", modulePreload: { polyfill: false }, chunkSizeWarningLimit: 700, rollupOptions: charts },
  });
}

await mkdir(out, { recursive: true });
await copyFromModules();
await buildField();
await buildWorker();
await buildCharts();
