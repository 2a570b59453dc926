// The live sentence, and names for the panel's controls: ipywidgets gives its slider handles none, so that a screen
// reader would say "slider" and no more. Without a kernel the sentence says that the controls are dead.

const STOPPED = "The kernel has stopped, so the controls move nothing. Run this cell again.";
const SAVED = "The figure as it was saved: it plays, but its controls need a kernel. Run the cells from the top.";

function render({ model, el }) {
  el.classList.add("course-sentence");
  const text = document.createElement("p");
  text.setAttribute("role", "status");
  el.append(text);
  let lived = false;
  const show = () => {
    const dead = el.closest(".jupyter-widgets-disconnected") !== null; // ipywidgets' own sign
    lived ||= !dead;
    text.textContent = dead ? (lived ? STOPPED : SAVED) : model.get("text");
    el.classList.toggle("course-sentence-failed", dead || model.get("failed"));
  };
  const later = () => setTimeout(show); // the sign comes after the event
  model.on("change", show);
  model.on("comm_live_update", later);

  let panel = null;
  const observer = new MutationObserver(() => name(panel));
  const attach = requestAnimationFrame(function look() {
    panel = el.closest(".course-panel");
    if (!panel) return;
    panel.setAttribute("data-lm-suppress-shortcuts", "true");
    panel.addEventListener("keydown", stop);
    observer.observe(panel, { childList: true, subtree: true });
    name(panel);
    show();
  });
  return () => {
    cancelAnimationFrame(attach);
    observer.disconnect();
    panel?.removeEventListener("keydown", stop);
    model.off("change", show);
    model.off("comm_live_update", later);
  };
}

const stop = (event) => event.stopPropagation();

function name(panel) {
  for (const row of panel.querySelectorAll(".course-control")) {
    const text = row.querySelector(".widget-label, .jupyter-widgets.widget-label")?.textContent?.trim();
    if (!text) continue;
    for (const part of row.querySelectorAll("[role=slider], select")) {
      if (part.getAttribute("aria-label") !== text) part.setAttribute("aria-label", text);
    }
  }
}

export default { render };
