// Runs before the first paint: light or dark as chosen, else as the system has it.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const choice = () => (root.dataset.theme !== "auto" ? root.dataset.theme : localStorage.getItem("callout-theme") || "auto");
  const apply = () => {
    const wanted = choice();
    root.dataset.bsTheme = wanted === "auto" ? (system.matches ? "dark" : "light") : wanted;
    document.dispatchEvent(new Event("themechange"));
  };
  document.addEventListener("theme:set", (event) => {
    root.dataset.theme = event.detail;
    localStorage.setItem("callout-theme", event.detail);
    apply();
  });
  system.addEventListener("change", apply);
  apply();
})();
