#!/usr/bin/env bash
# nbgrader 0.9.6
#
# A course with two assignments, ps1 and "ps[1]" (or with a folder like "[2026] course" above it): nbgrader's commands take the names
# that they are given, and the path of the course itself, for patterns of glob.
# Expected: `nbgrader generate_assignment 'ps[1]'` makes ps[1]; in a folder with brackets it finds its notebooks.
# Seen: it makes ps1, and ends with success; in "[2026] course" it ends with "No notebooks were matched".
# Why it matters here: another assignment than the one named is released, or graded.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet nbgrader==0.9.6
export PATH="$folder/venv/bin:$PATH"
cat >"$folder/course.py" <<'PYTHON'
import sys
from pathlib import Path

import nbformat

for name in ("ps1", "ps[1]"):
    place = Path(sys.argv[1], "source", name)
    place.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")]), place / "p.ipynb")
Path(sys.argv[1], "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'x'\n")
PYTHON
for course in "$folder/plain" "$folder/[2026] course"; do
  python "$folder/course.py" "$course"
  status=0
  (cd "$course" && nbgrader generate_assignment 'ps[1]' >"$folder/log" 2>&1) || status=$?
  released=$(ls "$course/release" 2>/dev/null || true)
  echo "$(nbgrader --version | tail -1), in ${course##*/}: status $status, released: ${released:-nothing}"
  if [ "${course##*/}" = plain ]; then
    test "$status" = 0
    test "$released" = ps1
  else
    test "$status" != 0
    test -z "$released"
    grep -q "No notebooks were matched" "$folder/log"
  fi
done
