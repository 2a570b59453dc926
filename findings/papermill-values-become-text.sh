#!/usr/bin/env bash
# papermill 2.7.0, nbformat 5.11.1
#
# execute_notebook(parameters={...}), which takes "arbitrary keyword arguments to pass to the notebook parameters", given layers
# as a tuple, the ends of intervals as a list of tuples, and points by the number of the exercise. prepare_only=True.
# Expected: the notebook computes with what was passed, or a value that cannot be written into a cell is an error, as np.int64
#   is.
# Seen: the cell has layers = "(4, 2)", ends = ["(0, 3)", "(3, 6)"] and points = {"1": 2.0, "2": 5.0}: tuples are written as
#   their text, and so are all keys. The notebook's own metadata keep [4, 2]. No file, message or log says so.
# Why it matters here: points[1] is a KeyError, or .get(1, 0) no points; for size in layers goes over letters, and len(layers)
#   is 6.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet papermill==2.7.0 nbformat==5.11.1 ipykernel==7.4.0
"$folder/venv/bin/python" -m ipykernel install --sys-prefix >/dev/null 2>&1
cd "$folder"
"$folder/venv/bin/python" -W ignore - 2>messages <<'PYTHON'
from importlib.metadata import version

import nbformat
import papermill
from nbformat.v4 import new_code_cell, new_notebook

given = {"layers": (4, 2), "ends": [(0, 3), (3, 6)], "points": {1: 2.0, 2: 5.0}}
cell = new_code_cell("\n".join(f"{name} = None" for name in given), metadata={"tags": ["parameters"]})
notebook = new_notebook(cells=[cell])
notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
nbformat.write(notebook, "in.ipynb")
papermill.execute_notebook("in.ipynb", "out.ipynb", parameters=given, prepare_only=True, progress_bar=False)
made = nbformat.read("out.ipynb", 4)
source = made.cells[1].source
assert made.metadata.papermill.parameters["layers"] == [4, 2]
seen = {}
exec(source, seen)
print("papermill", version("papermill"))
print("expected:", given)
seen = {name: seen[name] for name in given}
print("seen:    ", seen)
assert seen == {"layers": "(4, 2)", "ends": ["(0, 3)", "(3, 6)"], "points": {"1": 2.0, "2": 5.0}}
PYTHON
if grep -qi "layers\|ends\|points" messages; then cat messages; exit 1; fi
