// Every page of the site: the theme in one attribute for all style sheets, and the widgets, where there are any.

import { warnOfOldCopies } from "./copies.js";
import { nameParts } from "./names.js";
import { followTheme } from "./theme.js";

followTheme();
nameParts();
warnOfOldCopies();
const places = document.querySelectorAll(".course-live");
if (places.length) import("./live.js").then(({ enliven }) => enliven(places));
