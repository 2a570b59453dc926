// A question as radio buttons; choosing one shows at once whether it is right, and why.
// The text comes from quiz.py as escaped HTML with <code> and <strong> only.

function render({ model, el }) {
  const name = `course-quiz-${Math.random().toString(36).slice(2)}`; // one group a question
  el.classList.add("course-quiz");
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  const set = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.innerHTML = model.get("question");
  const reason = document.createElement("p");
  reason.className = "course-quiz-reason";
  reason.setAttribute("role", "status");
  set.append(legend);

  const rows = model.get("options").map((option, i) => {
    const row = document.createElement("label");
    const radio = document.createElement("input");
    Object.assign(radio, { type: "radio", name, value: String(i) });
    radio.onchange = () => {
      model.set("chosen", i);
      model.save_changes();
    };
    const text = document.createElement("span");
    text.innerHTML = option.text;
    row.append(radio, text);
    set.append(row);
    return { row, radio, option };
  });
  set.append(reason);
  el.append(set);

  const show = () => {
    const chosen = model.get("chosen");
    rows.forEach(({ row, radio, option }, i) => {
      radio.checked = i === chosen;
      row.className = i === chosen ? (option.right ? "course-quiz-right" : "course-quiz-wrong") : "";
    });
    const option = rows[chosen]?.option;
    reason.innerHTML = option ? `<strong>${option.right ? "✓ Right." : "✗ Not so."}</strong> ${option.because}` : "";
  };
  const stop = (event) => event.stopPropagation();
  el.addEventListener("keydown", stop);
  model.on("change:chosen", show);
  show();
  return () => model.off("change:chosen", show);
}

export default { render };
