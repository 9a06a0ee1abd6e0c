// Files a built entry needs, with everything it may load later (the scanner and its wasm).
export function filesOf(manifest, entry, { lazy = true } = {}) {
  const seen = new Set();
  const found = new Set();
  const walk = (key) => {
    const chunk = manifest[key];
    if (!chunk || seen.has(key)) return;
    seen.add(key);
    [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])].forEach((file) => found.add(file));
    [...(chunk.imports ?? []), ...(lazy ? (chunk.dynamicImports ?? []) : [])].forEach(walk);
  };
  walk(entry);
  return [...found].sort();
}
