// An icon of @tabler/icons as the shapes inside its <svg>; see scripts/icons.mjs.
declare module "*.svg?shapes" {
  const shapes: string;
  export default shapes;
}
declare const __PRECACHE__: string[];
declare const __REVISION__: string;
declare module "leaflet/dist/leaflet-src.esm.js" {
  export * from "leaflet";
}
declare module "*.css?inline" {
  const css: string;
  export default css;
}
