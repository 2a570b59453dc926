#!/usr/bin/env bash
# nbclient 0.11.0, ipykernel 7.4.0, jupyter_client 8.10.0
#
# A cell starts an asyncio task and ends; a later cell awaits it. Meanwhile the task prints and displays something.
# Expected: both stand below one of the two cells.
# Seen: the kernel sends them as outputs of the first cell, whose end nbclient has already seen. They are in neither cell, and there
#   is no warning. What the task returns arrives as the second cell's result.
# Why it matters here: the executed notebook, its feedback page and a manual grader lack what the student saw.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet nbclient==0.11.0 ipykernel==7.4.0 jupyter_client==8.10.0 nbformat==5.11.1
"$folder/venv/bin/python" -m ipykernel install --sys-prefix >/dev/null 2>&1
"$folder/venv/bin/python" -W ignore - 2>/dev/null <<'PYTHON'
from importlib.metadata import version

from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

START = """
import asyncio
from IPython.display import display

async def train():
    await asyncio.sleep(0)
    print("loss 0.5")
    display("loss 0.25")
    return 2

task = asyncio.create_task(train())
"""
notebook = new_notebook(cells=[new_code_cell(START.strip()), new_code_cell("await task")])
notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
NotebookClient(notebook).execute()
seen = [[output.get("text") or output.data["text/plain"] for output in cell.outputs] for cell in notebook.cells]
print(*(f"{name} {version(name)}" for name in ("nbclient", "ipykernel", "jupyter_client")))
print("expected: [['loss 0.5\\n', \"'loss 0.25'\"], ['2']]")
print("seen:    ", seen)
assert seen == [[], ["2"]]
PYTHON
