// What a label says: GS1 codes carry article, batch and serial in one; anything else is one number.
export interface Label {
  article: string;
  batch: string;
  serial: string;
}

const SEPARATOR = "\u001d";
/** Lengths of the elements that have a fixed one; the others end at a separator. */
const FIXED: Record<string, number> = { "00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2 };

function elements(raw: string): Map<string, string> {
  const found = new Map<string, string>();
  if (raw.startsWith("(")) {
    for (const [, key, value] of raw.matchAll(/\((\d{2,4})\)([^(]*)/g)) found.set(key!, value!);
    return found;
  }
  let rest = raw.replace(/^\](?:d2|C1|Q3|e0)/, "").replace(new RegExp(`^${SEPARATOR}`), "");
  if (!/^01\d{14}/.test(rest)) return found;
  while (rest) {
    const key = rest.slice(0, 2);
    const fixed = FIXED[key];
    const end = fixed ? 2 + fixed : rest.indexOf(SEPARATOR) < 0 ? rest.length : rest.indexOf(SEPARATOR);
    found.set(key, rest.slice(2, end));
    rest = rest.slice(end).replace(new RegExp(`^${SEPARATOR}`), "");
  }
  return found;
}

/** The parts of a scanned text. A GTIN is given without its leading zeros, as EAN-13 prints it. */
export function readLabel(raw: string): Label {
  const text = raw.trim();
  const found = elements(text);
  const article = found.get("01");
  if (!article) return { article: text, batch: "", serial: "" };
  return { article: article.replace(/^0(?=\d{13}$)/, ""), batch: found.get("10") ?? "", serial: found.get("21") ?? "" };
}
