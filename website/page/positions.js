// Moves a panel without a kernel, through the positions that autograder/lab/positions.py computed ahead.
// A control's positions are loaded when it is first touched.

import { note } from "./off.js";
import { inflate } from "./packed.js";

const ONE_AT_A_TIME = "Here settings move one at a time, in steps computed ahead. ";
const OTHERS_BACK = "The other settings are back at the lesson's numbers: here they move one at a time. ";
const NEAREST = "This is the nearest value that was computed ahead. ";
const LOADING = "Loading … ";
const OFF = "This setting cannot move here. ";

export class Positions {
  constructor(plan, manager, el, part, place) {
    Object.assign(this, { plan, manager, el, part });
    this.note = note(ONE_AT_A_TIME, place);
    this.at = {}; // control → stop, where it is not at the start
    this.before = new Map(); // model id → the traits at the start of those that were ever changed
    this.parts = new Map();
    this.turn = 0;
    this.applying = false;
    this.dragging = false;
  }

  async start() {
    this.el.prepend(this.note);
    for (const event of ["pointerover", "focusin"]) this.el.addEventListener(event, ({ target }) => this.touched(target));
    this.el.addEventListener("pointerdown", ({ target }) => (this.dragging = Boolean(target.closest(".noUi-target"))), true);
    addEventListener("pointerup", () => setTimeout(() => (this.dragging = false)));
    for (const [name, control] of Object.entries(this.plan.controls)) await this.follow(name, control);
  }

  async follow(name, { models, stops }) {
    if (stops.length < 2) return this.off(name);
    for (const id of models) {
      const model = await this.manager.get_model(id);
      const trait = model.has("index") ? "index" : "value";
      this.before.set(id, { [trait]: model.get(trait) });
      model.on(`change:${trait}`, () => this.applying || this.moved(name, model, trait));
    }
  }

  async off(name) {
    for (const id of this.plan.controls[name].models) {
      const model = await this.manager.get_model(id);
      this.applying = true;
      model.set(this.before.get(id) ?? {});
      this.applying = false;
      for (const view of await viewsOf(model)) {
        const row = view.el.closest(".course-control");
        row.inert = true;
        row.classList.add("course-off");
      }
    }
    this.say(OFF);
  }

  // Loads the positions of the control that a reader is about to move.
  async touched(target) {
    for (const [name, { models }] of Object.entries(this.plan.controls)) {
      for (const id of this.parts.has(name) ? [] : models) {
        const views = await viewsOf(await this.manager.get_model(id));
        if (views.some((view) => view.el.contains(target))) this.load(name).catch(() => this.off(name));
      }
    }
  }

  load(name) {
    if (!this.parts.has(name)) this.parts.set(name, this.part(name));
    return this.parts.get(name);
  }

  reset() {
    return this.go({}, ONE_AT_A_TIME);
  }

  async moved(name, model, trait) {
    const value = model.get(trait);
    if (this.onlyRounded(name, model, value)) return;
    const stop = trait === "index" ? value : this.stop(name, value, model);
    const typed = model.get("_view_module") === "anywidget" && this.plan.controls[name].stops[stop] !== value;
    const wanted = { ...this.at, [name]: stop };
    for (const key of Object.keys(wanted)) if (wanted[key] === this.plan.controls[key].start) delete wanted[key];
    const alone = wanted[name] === undefined ? {} : { [name]: stop };
    const together = Object.keys(wanted).length > 1 && this.plan.together;
    const known = together && positionName(wanted) in (await this.load("together").catch(() => ({})));
    const next = known || Object.keys(wanted).length < 2 ? wanted : alone;
    const back = Object.keys(next).length < Object.keys(wanted).length;
    await this.go(next, back ? OTHERS_BACK : typed ? NEAREST : ONE_AT_A_TIME);
  }

  // A slider puts its handle on its grid, which nobody asked for.
  onlyRounded(name, model, value) {
    const { stops, start } = this.plan.controls[name];
    const here = stops[this.at[name] ?? start];
    if (model.has("base")) return Math.abs(Math.log10(value / here)) <= model.get("step") * 0.51;
    return model.get("_view_name")?.includes("Slider") && Math.abs(value - here) <= model.get("step") * 0.51;
  }

  // The nearest stop; where that is the one it came from, a key press goes on to the next.
  stop(name, value, model) {
    const { stops, start } = this.plan.controls[name];
    if (typeof stops[0] !== "number") return stops.indexOf(value);
    const log = model.has("base") || model.get("log");
    const scale = log ? Math.log : (x) => x;
    const distances = stops.map((stop) => Math.abs(scale(stop) - scale(value)));
    const nearest = distances.indexOf(Math.min(...distances));
    const here = this.at[name] ?? start;
    const way = Math.abs(scale(value) - scale(stops[here]));
    const small = way <= (log ? Math.log(1.11) : model.get("step") * 1.001); // as far as a key moves it
    if (nearest !== here || value === stops[here] || this.dragging || !small) return nearest;
    return Math.max(0, Math.min(stops.length - 1, here + Math.sign(value - stops[here])));
  }

  async go(at, text) {
    const turn = ++this.turn;
    const names = Object.keys(at);
    const name = names.length > 1 ? "together" : names[0];
    let changes = {};
    if (name) {
      this.say(LOADING);
      try {
        changes = (await this.load(name))[positionName(at)];
      } catch {
        return this.off(name === "together" ? names.at(-1) : name);
      }
    }
    if (turn !== this.turn) return;
    this.at = at;
    await this.apply(changes, turn);
    if (turn === this.turn) this.say(text);
  }

  async apply(changes, turn) {
    const ids = [...new Set([...this.before.keys(), ...Object.keys(changes)])];
    const models = await Promise.all(ids.map((id) => this.manager.get_model(id)));
    const states = await Promise.all(models.map((model) => this.state(model, changes[model.model_id] ?? {})));
    if (turn !== this.turn) return;
    this.applying = true;
    models.forEach((model, i) => model.set(states[i]));
    this.applying = false;
  }

  // The traits to set: those at the start, with the position's over them.
  async state(model, changes) {
    const before = this.before.get(model.model_id) ?? {};
    this.before.set(model.model_id, before);
    for (const trait of Object.keys(changes)) if (!(trait in before)) before[trait] = model.get(trait);
    const state = { ...before, ...changes };
    if (changes.backdrop) state.backdrop = await Promise.all(changes.backdrop.map((part) => patched(part, before.backdrop)));
    return state;
  }

  say(text) {
    const says = this.note.querySelector("[role=status]");
    if (says.textContent !== text) says.textContent = text;
  }
}

function viewsOf(model) {
  return Promise.all(Object.values(model.views ?? {}));
}

function positionName(at) {
  return Object.entries(at)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, stop]) => `${name}:${stop}`)
    .join();
}

// A part of the backdrop from what it differs in from the start's.
async function patched(part, start) {
  if ("same" in part) return start[part.same];
  if (!("over" in part)) return part;
  const [own, other] = await Promise.all([inflate(part.rgba), inflate(start[part.over].rgba)]);
  for (let i = 0; i < own.length; i++) own[i] ^= other[i];
  return { box: part.box, number: part.number, rgba: own, packed: false };
}
