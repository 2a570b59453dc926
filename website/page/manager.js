// The widget manager of a page without a kernel: models come from the saved state, and messages go nowhere,
// except that `heard` is told of custom ones (a button's click). To their widgets the models are live ones: here they move.

import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import * as controls from "@jupyter-widgets/controls";
import { Widget } from "@lumino/widgets";
import * as anywidget from "./anywidget.js";

const MODULES = { "@jupyter-widgets/base": base, "@jupyter-widgets/controls": controls, anywidget };

export class PageManager extends ManagerBase {
  heard = (_id, _content) => {};

  async show(id, el) {
    const view = await this.create_view(await this.get_model(id));
    Widget.attach(view.luminoWidget, el);
    return view;
  }

  async loadClass(name, module) {
    const found = MODULES[module]?.[name];
    if (!found) throw new Error(`This page has no widget ${module}.${name}.`);
    return found;
  }

  async _make_model(options, state) {
    const comm = options.comm ?? (await this._create_comm("", options.model_id));
    return super._make_model({ ...options, comm }, state);
  }

  async _create_comm(_target, id) {
    return {
      comm_id: id,
      send: ({ method, content }) => {
        if (method === "custom") this.heard(id, content);
        return "";
      },
      open() {},
      close() {},
      on_close() {},
      on_msg() {},
    };
  }

  async _get_comm_info() {
    return {};
  }
}
