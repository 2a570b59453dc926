"""The sandboxed kernel does what an ordinary one does: same outputs on a rich notebook."""

import re
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.contract.execution import Execution, Plan
from autograder.grading.run.execute import execute
from autograder.grading.sandbox.grader_side.levels import probe

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")

RICH = [
    "import sys, numpy as np, matplotlib.pyplot as plt\nfrom IPython.display import *",
    "print('out'); print('err', file=sys.stderr); print('more', end='')",
    "np.arange(6).reshape(2, 3)",
    "plt.plot([1, 3, 2]); plt.title('A figure')",
    "fig, ax = plt.subplots()\nax.bar([1, 2], [3, 4])\nprint('between')\nplt.show()\n'after'",
    "display(HTML('<b>bold</b>'), Markdown('*m*'), Latex('$x$')); display(1, 2)",
    "class A:\n    def _repr_html_(self): return '<i>a</i>'\n    def __repr__(self): return 'A'\nA()",
    "h = display('first', display_id='x')\nh.update('second')\nprint('done')",
    "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('stays')",
    "def f(x):\n    return 1 / x\nf(0)",
    "x = = 1",
    "%%capture caught\nprint('hidden')",
    "caught.stdout",
    "%timeit -n1 -r1 pass\n",
    "!echo from the shell",
    "import os\n_ = os.system('echo from system')",
    "import subprocess\nsubprocess.run(['echo', 'child'])\nNone",
    "await __import__('asyncio').sleep(0.001)\n'awaited'",
    "_, __, Out[3].shape, In[2][:5]",
    "import warnings\nwarnings.warn('careful')",
    "get_ipython().run_cell_magic('html', '', '<u>u</u>')",
    "def g():\n    yield 1\nlist(g())",
    "raise KeyboardInterrupt",
    "sys.exit(3)",
    "5;",
    "?len",
    "from pathlib import Path\nPath('made.txt').write_text('x')\nPath('made.txt').read_text()",
    "import pickle\nclass B: pass\npickle.loads(pickle.dumps(B())).__class__ is B",
    "__name__, type(get_ipython()).__name__, sys.argv[0] != ''",
]


def run(cells: list[str]) -> Execution:
    notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
    return execute(str(nbformat.writes(notebook)).encode(), Plan(lowest_level="restricted"))


def outputs_of(execution: Execution) -> list[Any]:
    notebook = nbformat.reads(execution.notebook.decode(), as_version=4)
    nbformat.validate(notebook)
    return [normal(cell.outputs) for cell in notebook.cells]


def normal(outputs: list[Any]) -> list[Any]:
    """Outputs without what may differ: times, addresses, file names; streams in one piece."""
    kept: list[Any] = []
    for output in outputs:
        text = re.sub(r"0x[0-9a-f]+|/tmp/\S+|\d+(\.\d+)? [nµμm]s", "…", str(dict(output)))
        if output.output_type == "stream":
            text = re.sub(
                r"0x[0-9a-f]+|/tmp/\S+|\d+(\.\d+)? [nµμm]s( ± .*loop\))?", "…", output.text
            )
            if kept and kept[-1][:2] == ["stream", output.name]:
                kept[-1][2] += text
            else:
                kept.append(["stream", output.name, text])
        elif output.output_type == "error":
            kept.append(["error", output.ename, output.evalue])
        else:
            data = dict(output.data)
            image = data.pop("image/png", None)
            kept.append([output.output_type, data, image is not None, output.get("metadata")])
    return kept


@pytest.fixture(autouse=True)
def _sandboxed() -> None:
    if probe().level not in ("isolated", "restricted"):
        pytest.skip(str(probe()))


def test_outputs_equal_those_of_an_ordinary_kernel(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # ipykernel does not capture descriptors under pytest
    notebook = new_notebook(cells=[new_code_cell(source) for source in RICH])
    options = {"allow_errors": True, "timeout": 60, "coalesce_streams": True}
    here = {"metadata": {"path": str(tmp_path)}}  # the notebook writes a file
    NotebookClient(notebook, resources=here, **options).execute()
    expected = [normal(cell.outputs) for cell in notebook.cells]
    found = outputs_of(run(RICH))
    for source, wanted, got in zip(RICH, expected, found, strict=True):
        assert sorted(map(str, got)) == sorted(map(str, wanted)), source


def test_widgets_are_kept_with_their_state() -> None:
    execution = run(["import ipywidgets\nipywidgets.IntSlider(value=7)"])
    notebook = nbformat.reads(execution.notebook.decode(), as_version=4)
    state = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    assert 7 in [model["state"].get("value") for model in state.values()]
    assert "application/vnd.jupyter.widget-view+json" in notebook.cells[0].outputs[0].data


def test_widgets_that_were_handed_in_are_no_result() -> None:
    notebook = new_notebook(cells=[new_code_cell("1")])
    state = {"c": {"model_name": "AnyModel", "model_module": "anywidget", "state": {}}}
    mime = "application/vnd.jupyter.widget-state+json"
    notebook.metadata.widgets = {mime: {"state": state, "version_major": 2, "version_minor": 0}}
    plan = Plan(lowest_level="restricted")
    execution = execute(str(nbformat.writes(notebook)).encode(), plan)
    assert "widgets" not in nbformat.reads(execution.notebook.decode(), as_version=4).metadata


def test_random_numbers_differ_between_submissions() -> None:
    draw = ["import numpy as np, random\nnp.random.rand(), random.random(), hash('a') != 0"]
    assert outputs_of(run(draw)) != outputs_of(run(draw))


def test_a_module_that_was_not_warm_is_imported_all_the_same() -> None:
    assert outputs_of(run(["import xml.sax.expatreader as e\ne.__name__"]))[0][0][1] == {
        "text/plain": "'xml.sax.expatreader'"
    }


def test_empty_cells_and_markdown_pass() -> None:
    execution = run(["", "  \n", "1"])
    assert [cell.outcome for cell in execution.cells] == ["ok", "ok", "ok"]


def test_an_execution_survives_json() -> None:
    execution = run(["1 / 0"])
    assert Execution.from_json(execution.to_json()) == execution
