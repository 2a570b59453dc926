#!/usr/bin/env bash
# ipywidgets 8.1.9
#
# A question with several right answers: the options of a SelectMultiple have labels, and as values the points that each gives.
# A click on an option sends its index, as here: the third and the fourth are chosen.
# Expected: index (2, 3), labels "iteration" and "update", value (0, 1).
# Seen: index (0, 1), labels "epoch" and "batch". A chosen option is looked up again by its value, and the first option of equal
#   value is taken. RadioButtons keep the index, but tell no observer of "value"
#   that the choice has changed from one option to another of the same value.
# Why it matters here: another answer than the student's is recorded, while the sum of the points looks right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet ipywidgets==8.1.9
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import ipywidgets

options = [("epoch", 0), ("batch", 1), ("iteration", 0), ("update", 1)]
several = ipywidgets.SelectMultiple(options=options)
several.set_state({"index": (2, 3)})  # what the browser's message does
one, seen = ipywidgets.RadioButtons(options=options, index=0), []
one.observe(seen.append, "value")
one.set_state({"index": 2})
print("ipywidgets", ipywidgets.__version__)
print("expected: (2, 3) ('iteration', 'update') (0, 1)")
print("seen:    ", several.index, several.label, several.value)
print("RadioButtons:", one.index, one.label, "changes of value told:", len(seen))
assert (several.index, several.label, several.value) == ((0, 1), ("epoch", "batch"), (0, 1))
assert (one.index, one.label, seen) == (2, "iteration", [])
PYTHON
