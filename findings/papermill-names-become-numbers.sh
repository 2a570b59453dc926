#!/usr/bin/env bash
# papermill 2.7.0, nbformat 5.10.4
#
# A notebook for each student and day, made with papermill TEMPLATE OUT -p student 00712 -p day 2026_11_30 -p group 1e3 --prepare-only.
# Its help: "Parameters to pass to the parameters cell"; -r is for "raw string parameter".
# Expected: what looks like a plain number becomes one; a number with leading zeros, a date with underscores and the
#   name of a group stay the texts that they are.
# Seen: 712, 20261130 and 1000.0. Python's int() and float() decide, which take leading zeros, underscores and
#   exponents; no file, message or log says so.
# Why it matters here: a seed, a folder or a row of the class list made from such a parameter is another student's or
#   nobody's.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet papermill==2.7.0 nbformat==5.10.4
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import nbformat

cell = nbformat.v4.new_code_cell("student = day = group = None", metadata={"tags": ["parameters"]})
kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), "template.ipynb")
PYTHON
"$folder/venv/bin/papermill" template.ipynb out.ipynb --prepare-only --no-progress-bar \
  -p student 00712 -p day 2026_11_30 -p group 1e3 2> log.txt
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import nbformat

given = {"student": "00712", "day": "2026_11_30", "group": "1e3"}
seen = dict(nbformat.read("out.ipynb", as_version=4).metadata.papermill.parameters)
print("papermill", version("papermill"))
print("expected:", given)
print("seen:", seen)
assert seen == {"student": 712, "day": 20261130, "group": 1000.0}
PYTHON
