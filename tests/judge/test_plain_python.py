"""A cell as plain Python: what IPython makes of it, without IPython where it is Python already."""

import ast
import subprocess
import sys
import warnings

import pytest

from autograder.grading.judge.names import plain_python

PYTHON = (
    "x = 1\nassert x == 1",
    "def f():\n    return 1\n\nf();",
    "text = '''\n%matplotlib inline\n!ls\n'''",
    "total = (7\n%5)",
    "a = 7 %b if 0 else 1",
    "\n\n# nothing but a remark",
    "",
    "await thing()",
    'f"{x!r}"',
)
MAGICS = ("%matplotlib inline", "files = !ls", "%%time\nx = 1", "f?", ">>> x = 1", "  x = 1")


@pytest.mark.parametrize("source", [*PYTHON, *MAGICS])
def test_a_cell_is_what_ipython_makes_of_it(source: str) -> None:
    from IPython.core.inputtransformer2 import TransformerManager

    theirs = ast.parse(TransformerManager().transform_cell(source))
    assert ast.dump(ast.parse(plain_python(source))) == ast.dump(theirs)


@pytest.mark.parametrize("source", ["def f(:", "x = \0", "("])
def test_what_is_neither_python_nor_magic_is_no_error_here(source: str) -> None:
    with pytest.raises((SyntaxError, ValueError)):
        ast.parse(plain_python(source))


def test_what_a_cell_warns_of_is_said_when_it_runs() -> None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        plain_python("pattern = '\\d'")
    assert said == []


def test_a_worker_reads_a_test_without_ipython() -> None:
    program = (
        "import sys\n"
        "from autograder.grading.run import workers\n"
        "from autograder.grading.judge.definitions import defined_names, definitions\n"
        "assert defined_names('import numpy as np\\nx = np.ones(3)') == {'np', 'x'}\n"
        "assert definitions('x = 1\\nassert x', {'x'}) == 'x = 1'\n"
        "assert 'IPython' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=600)
