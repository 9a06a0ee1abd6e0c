// Lines and letters as Python sees them (callout/diagnosis/logs.py, comparing.py): both sides must cut a text alike.

const BREAK = /\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]/;

/** The lines of a text; a break at its end begins no further line. */
export function linesOf(text: string): string[] {
  const lines = text.split(BREAK);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** The first `most` characters, counted as people count them and not in halves of a pair. */
export const first = (text: string, most: number): string => (text.length <= most ? text : Array.from(text).slice(0, most).join(""));

/** How many characters. */
export const lengthOf = (text: string): number => Array.from(text).length;
