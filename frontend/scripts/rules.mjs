// The phone's rules for a test that compares them with the server's: JSON in, JSON out, one case a line.
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const field = join(dirname(dirname(fileURLToPath(import.meta.url))), "src/field");

/** A module of the field app without its types. */
async function load(name) {
  const [{ output }] = await build({
    configFile: false, logLevel: "silent",
    build: { write: false, minify: false, target: "es2022", lib: { entry: join(field, name), formats: ["es"] } },
  });
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString("base64")}`);
}

const [{ readLog, NoLog }, { parseEntries, compareUnits }, { judge }, { parsed }] = await Promise.all(
  ["diagnosis/logs.ts", "diagnosis/compare.ts", "diagnosis/curve.ts", "diagnosis/walk.ts"].map(load),
);
const [{ charges, total, plain }, { asked, doubtful, photosWanted, verdict }, { labourByStamps, travelByStamps }, { readLabel }] = await Promise.all(
  ["charges.ts", "checklist.ts", "times.ts", "gs1.ts"].map(load),
);

const RULES = {
  charges({ entitlement, prices, work, parts }) {
    const lines = charges(entitlement, prices, work, new Map(parts.map((part) => [part.id, part])));
    return { amounts: lines.map((line) => plain(line.amount)), quantities: lines.map((line) => line.quantity), total: plain(total(lines)) };
  },
  checklist: ({ items, answers }) => asked(items, answers).map((item) => [item.code, verdict(item, answers[item.code])]),
  photos: ({ items, answers }) => asked(items, answers).map((item) => [item.code, photosWanted(item, answers[item.code])]).filter(([, wanted]) => wanted),
  meter: ({ last, value, at, most }) => doubtful(last ?? undefined, value, Date.parse(at), most) ?? "",
  async log({ data, patterns }) {
    const found = await readLog(new Uint8Array(Buffer.from(data, "base64")), patterns).catch((error) => error);
    if (found instanceof Error && !(found instanceof NoLog)) throw found;
    return found instanceof NoLog ? found.code : found;
  },
  entries: ({ text }) => { const found = parseEntries(text); return found && [...found]; },
  compare: ({ healthy, ours }) => compareUnits(healthy, ours),
  curve: ({ curve, points }) => judge(curve, points),
  number: ({ text }) => parsed(text),
  label: ({ text }) => readLabel(text),
  times: ({ visit, until }) => [travelByStamps(visit), labourByStamps(visit, Date.parse(until))],
};

for await (const line of createInterface({ input: process.stdin })) {
  const { rule, ...given } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify((await RULES[rule](given)) ?? null)}\n`);
}
