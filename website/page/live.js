// Puts the widgets of a page in the places of their still pictures, and gives panels their positions.

import { PageManager } from "./manager.js";
import { load } from "./packed.js";
import { Positions } from "./positions.js";
import { turnOff } from "./off.js";

export async function enliven(places) {
  const { widgets } = places[0].dataset; // all of a page have one
  const folder = new URL(widgets, document.baseURI);
  const { state, plans } = await load(new URL("state.bin", folder));
  const manager = new PageManager();
  await manager.set_state(state);
  const panels = new Map();
  manager.heard = (id, content) => content?.event === "click" && [...panels.values()].find((p) => p.plan.reset === id)?.reset();
  for (const place of places) {
    try {
      await enlivenOne(place, manager, folder, plans, panels);
    } catch (error) {
      place.dataset.failed = String(error); // the still picture stays
      console.error(error);
    }
  }
}

async function enlivenOne(place, manager, folder, plans, panels) {
  const id = place.dataset.model;
  const live = document.createElement("div");
  live.className = "course-widget";
  place.after(live);
  await manager.show(id, live);
  place.remove();
  const number = plans.findIndex(({ panel }) => panel === id);
  if (number < 0) return turnOff(manager, id, live, place.dataset);
  const part = (name) => load(new URL(`${number}-${name}.bin`, folder));
  const positions = new Positions(plans[number], manager, live, part, place.dataset);
  await positions.start();
  panels.set(id, positions);
}
