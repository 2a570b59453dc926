// Names and levels that the theme leaves out and that screen readers need.

export function nameParts() {
  document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "The site's pages");
  document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");
  for (const wide of document.querySelectorAll("pre, .table-wrapper")) wide.tabIndex = 0; // what is wide is scrolled by keyboard too
  for (const caption of document.querySelectorAll(".caption[role=heading]")) caption.setAttribute("aria-level", "2");
}
