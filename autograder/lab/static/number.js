// A field for a number, typed as people write it: 0.05, 0,05, 1e-3, 1e3, 1 000. A browser's own number field drops the
// comma and every letter, and ipywidgets brings what is out of bounds back without a word; this one says what it did.

function render({ model, el }) {
  el.classList.add("course-number");
  const input = document.createElement("input");
  const attributes = { type: "text", inputmode: "decimal", role: "spinbutton", autocomplete: "off", spellcheck: "false" };
  for (const [key, value] of Object.entries(attributes)) input.setAttribute(key, value);
  el.append(input);
  const note = document.createElement("p");
  note.className = "course-number-note";
  note.setAttribute("role", "status");

  const show = () => {
    const value = model.get("value");
    input.value = String(value);
    input.setAttribute("aria-label", model.get("label"));
    input.setAttribute("aria-valuenow", String(value));
    input.setAttribute("aria-valuemin", String(model.get("min")));
    input.setAttribute("aria-valuemax", String(model.get("max")));
  };
  const say = (text) => {
    note.textContent = text;
    if (text && !note.isConnected) (el.closest(".course-control") ?? el).append(note);
    if (!text) note.remove();
    input.setAttribute("aria-invalid", String(Boolean(text)));
  };
  const set = (value) => {
    model.set("value", value);
    model.save_changes();
    show();
  };
  const typed = () => {
    const [low, high, whole, before] = ["min", "max", "whole", "value"].map((name) => model.get(name));
    const read = parse(input.value, whole);
    if (Number.isNaN(read)) {
      say(`“${input.value}” is not a number; it stays ${before}.`);
      return show();
    }
    let value = Math.max(low, Math.min(high, read));
    if (value !== read) say(`${input.value} is ${read < low ? "below the least" : "above the most"}; set to ${value}.`);
    else if (whole && !Number.isInteger(read)) say(`A whole number is needed; ${input.value} became ${Math.round(value)}.`);
    else if (/\d[.,]\d{3}$/.test(input.value.trim())) say(`${input.value} was read as ${read}.`); // thousands, or not?
    else say("");
    if (whole) value = Math.round(value);
    set(value);
  };
  const move = (direction) => {
    const [low, high, whole, now] = ["min", "max", "whole", "value"].map((name) => model.get(name));
    // On a scale of powers of ten: one in the second digit, so that each press is a small part of the number.
    const digit = model.get("log") ? 10 ** (Math.floor(Math.log10(Math.max(now, low) || 1)) - 1) : model.get("step");
    const step = whole ? Math.max(1, Math.round(digit)) : digit;
    say("");
    set(Math.max(low, Math.min(high, Number((now + direction * step).toPrecision(12)))));
  };
  input.addEventListener("change", typed);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    move(event.key === "ArrowUp" ? 1 : -1);
  });
  const changed = () => {
    if (document.activeElement !== input) say("");
    show();
  };
  model.on("change:value", changed);
  show();
  return () => {
    model.off("change:value", changed);
    note.remove();
  };
}

// What a typed text means, or NaN. One comma or point is the decimal sign; of two kinds the last one is; one that
// comes back, and in a whole number one before three digits, sets thousands apart.
export function parse(text, whole) {
  let plain = text.replace(/[\s'’_]/g, "").replace(/^[−–]/, "-").replace(/e[−–]/i, "e-");
  const signs = plain.match(/[.,]/g) ?? [];
  const last = signs.at(-1);
  const grouped = (sign) => new RegExp(`^[+-]?\\d{1,3}(\\${sign}\\d{3})+$`);
  if (new Set(signs).size === 2) {
    const [thousands] = signs;
    if (!grouped(thousands).test(plain.slice(0, plain.lastIndexOf(last)))) return NaN;
    plain = plain.replaceAll(thousands, "");
  } else if (signs.length > 1 || (signs.length === 1 && whole && grouped(last).test(plain))) {
    if (!grouped(last).test(plain)) return NaN;
    plain = plain.replaceAll(last, "");
  }
  plain = plain.replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

export default { render };
