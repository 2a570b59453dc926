// The live sentence, and names for the panel's controls: ipywidgets gives its slider handles and
// bare number fields none, so that a screen reader would say "slider" and no more.

function render({ model, el }) {
  el.classList.add("course-sentence");
  const text = document.createElement("p");
  text.setAttribute("role", "status");
  el.append(text);
  const show = () => {
    text.textContent = model.get("text");
    el.classList.toggle("course-sentence-failed", model.get("failed"));
  };
  model.on("change", show);
  show();

  let panel = null;
  const observer = new MutationObserver(() => name(panel));
  const attach = requestAnimationFrame(function look() {
    panel = el.closest(".course-panel");
    if (!panel) return;
    panel.setAttribute("data-lm-suppress-shortcuts", "true");
    panel.addEventListener("keydown", stop);
    observer.observe(panel, { childList: true, subtree: true });
    name(panel);
  });
  return () => {
    cancelAnimationFrame(attach);
    observer.disconnect();
    panel?.removeEventListener("keydown", stop);
    model.off("change", show);
  };
}

const stop = (event) => event.stopPropagation();

function name(panel) {
  for (const row of panel.querySelectorAll(".course-control")) {
    const text = row.querySelector(".widget-label, .jupyter-widgets.widget-label")?.textContent?.trim();
    if (!text) continue;
    for (const part of row.querySelectorAll("[role=slider], input[type=number], select")) {
      if (part.getAttribute("aria-label") !== text) part.setAttribute("aria-label", text);
    }
  }
}

export default { render };
