#!/usr/bin/env bash
# jupytext 1.19.6
#
# A notebook goes to Markdown and back: a question that ends in an indented code block, a place for the answer, an example that
# is such a block, the next question, and code.
# Expected: five cells, as they come back with the same code between fences.
# Seen: two cells. After an indented line the two blank lines are taken for a part of the block: the question, the place for the
#   answer, the example and the next question are one cell. `jupytext --output a.md` ends with success.
# Why it matters here: cells are what students fill in and what is graded; a course that is kept as Markdown has fewer of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet jupytext==1.19.6
cat >"$folder/round.py" <<'PYTHON'
import sys
from pathlib import Path
from subprocess import run

import jupytext
import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

place = Path(sys.argv[1])
INDENTED, FENCED = "    print(7 // 2)", "```\nprint(7 // 2)\n```"


def after_both_ways(example):
    texts = [f"What does this print?\n\n{example}", "Write here.", example, "## Question 2"]
    cells = [*map(new_markdown_cell, texts), new_code_cell("1 + 1")]
    nbformat.write(new_notebook(cells=cells), place / "a.ipynb")
    for there, back in (("a.ipynb", "a.md"), ("a.md", "b.ipynb")):
        command = [sys.executable, "-m", "jupytext", "--quiet", place / there, "--output", place / back]
        run(command, check=True)
    return [cell.source for cell in nbformat.read(place / "b.ipynb", 4).cells]


fenced, indented = after_both_ways(FENCED), after_both_ways(INDENTED)
print("jupytext", jupytext.__version__)
print("expected: 5 cells")
print(f"seen: {len(indented)} with indented code, {len(fenced)} with fenced code")
print(indented)
assert (len(indented), len(fenced)) == (2, 5)
PYTHON
"$folder/venv/bin/python" "$folder/round.py" "$folder"
