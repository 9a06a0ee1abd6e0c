// The map's library with its style sheet. It imports nothing of the board: see buildBoard.
import css from "leaflet/dist/leaflet.css?inline";

export * from "leaflet/dist/leaflet-src.esm.js";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets.push(sheet);
