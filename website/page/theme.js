// The site's theme has three settings, "auto" among them; the figures' style sheets know light and dark.
// The root's `data-theme` says which of the two is in force.

export function followTheme() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const set = () => {
    const chosen = document.body.dataset.theme;
    const inForce = chosen === "dark" || (chosen !== "light" && dark.matches) ? "dark" : "light";
    if (document.documentElement.dataset.theme !== inForce) document.documentElement.dataset.theme = inForce;
  };
  new MutationObserver(set).observe(document.body, { attributes: true, attributeFilter: ["data-theme"] });
  dark.addEventListener("change", set);
  set();
}
