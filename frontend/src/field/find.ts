// Finding by typed pinyin initials, characters or code, with the matched piece for the highlight.
export interface Findable {
  zh: string;
  en: string;
  py: string;
  code: string;
}

export interface Match {
  start: number;
  end: number;
}

const HAN = /[\u4e00-\u9fff]/;

/** Characters of the label that the initials stand for: one for each Han character, letter or digit. */
function pieces(label: string): number[] {
  return [...label].flatMap((char, index) => (HAN.test(char) || /[a-z0-9]/i.test(char) ? [index] : []));
}

/** Where the query matches the shown label, or null when nothing of the entry matches. */
export function match(entry: Findable, query: string, shown: string): Match | null {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return { start: 0, end: 0 };
  const direct = shown.toLowerCase().indexOf(wanted);
  if (direct >= 0) return { start: direct, end: direct + wanted.length };
  const initial = entry.py.indexOf(wanted.replace(/\s/g, ""));
  if (initial >= 0) {
    const at = pieces(shown);
    const last = initial + wanted.replace(/\s/g, "").length - 1;
    return shown === entry.zh && at[last] !== undefined ? { start: at[initial]!, end: at[last]! + 1 } : { start: 0, end: 0 };
  }
  return [entry.zh, entry.en, entry.code].some((text) => text.toLowerCase().includes(wanted)) ? { start: 0, end: 0 } : null;
}

/** Better matches first: at the beginning of the initials or the label, then anywhere. */
export function score(entry: Findable, query: string): number {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return 0;
  if (entry.py.startsWith(wanted) || entry.zh.startsWith(wanted) || entry.en.toLowerCase().startsWith(wanted)) return 0;
  return entry.code.toLowerCase() === wanted ? 0 : 1;
}
