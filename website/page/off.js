// What cannot move on a page without a kernel is visibly off, and says where it can.

const OPEN = "Open live to move this freely.";

export async function turnOff(manager, id, el, place) {
  const all = await below(await manager.get_model(id));
  const inert = all.filter((model) => model.has("disabled") && model.get("_view_module") === "@jupyter-widgets/controls");
  for (const model of inert) model.set("disabled", true);
  if (inert.length) el.append(note("These need Python. ", place));
}

// A model and all models in its boxes.
export async function below(model) {
  const children = await Promise.all(model.get("children") ?? []);
  return [model, ...(await Promise.all(children.map(below))).flat()];
}

export function note(text, { live }) {
  const p = document.createElement("p");
  p.className = "course-note";
  const says = document.createElement("span");
  says.setAttribute("role", "status");
  says.textContent = text;
  const link = Object.assign(document.createElement("a"), { href: live, textContent: OPEN });
  p.append(says, link);
  return p;
}
