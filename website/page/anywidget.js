// anywidget's npm package is an AMD module: it calls `define`, which amd.js puts there before.

import * as base from "@jupyter-widgets/base";
import { defined } from "./amd.js";
import "anywidget";

export const { AnyModel, AnyView } = defined.factory(base);
