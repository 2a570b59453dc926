"""Texts of the student's that a library computes with in the judge: formulas are read, programs are not."""

import importlib

import pytest

from tests.judge.conftest import Pair
from tests.judge.test_hostile import failed, run

pytestmark = pytest.mark.usefixtures("judge_folder")

for name in ("pandas", "sympy"):  # which takes long, and no time limit runs now
    importlib.import_module(name)

PROGRAM = "__import__('pathlib').Path('written').touch()"
STUDENT = f"""
import sympy
x = sympy.Symbol('x')
code = sympy.Tuple(*{PROGRAM!r}.encode())
def text(): return {PROGRAM!r}
def nested(): return "sympify({PROGRAM.replace("'", chr(92) + "'")})"
def looked_at(): return 'x.__class__.__mro__'
def query(): return '@pd.io.common.os.mkdir("written")'
def saved(): return 'a.to_csv("written")'
def symbol(): return x + sympy.Symbol({PROGRAM!r})
def function(): return x + sympy.Function('exec')(sympy.Function('bytes')(code))
"""
IMPORTS = (
    "import sympy\nimport pandas as pd\nx = sympy.Symbol('x')\nd = pd.DataFrame({'a': [1, 2]})\n"
)


@pytest.mark.parametrize(
    "test",
    [
        *(f"sympy.sympify({text}())" for text in ("text", "nested", "looked_at")),
        "(x**2).equals(text())",
        "(x**2).subs(x, text())",
        "sympy.simplify(text())",
        "sympy.Matrix([text()])",
        "sympy.lambdify(x, text())(2.0)",
        "sympy.lambdify(x, symbol())(2.0)",
        "sympy.lambdify(x, function())(2.0)",
        *(f"d.query({text}())" for text in ("text", "query", "saved")),
        "d.eval(query())",
        "import timeit\ntimeit.timeit(text(), number=1)",
        "import cProfile\ncProfile.run(text())",
        "import builtins\nbuiltins.eval(text())",
        "import builtins\nbuiltins.exec(text())",
    ],
)
def test_a_text_is_not_run_by_what_computes_with_it(pair: Pair, test: str) -> None:
    assert failed(run(pair, STUDENT, IMPORTS + test))
    written = "import os\nassert not os.path.exists('written')"
    assert not failed(run(pair, STUDENT, written))


HONEST = """
import sympy
x = sympy.Symbol('x')
def text(): return 'x**2 + sqrt(x)*sin(2*x)/3 + diff(x**3, x)'
def symbols(): return x + sympy.Symbol('a b') * sympy.Symbol("\\\\lambda_{1}'") + sympy.Function('f')(x)
def query(): return 'a > @limit and `b c`.str.contains("y")'
"""


@pytest.mark.parametrize(
    "test",
    [
        "assert sympy.sympify(text()).has(sympy.sin)",
        "assert sympy.simplify(text()) - sympy.S(text()) == 0",
        "assert abs(sympy.lambdify(x, text().partition('+')[0])(3.0) - 9) < 1e-9",
        "assert abs(sympy.lambdify(x, sympy.sqrt(x) + abs(x))(4.0) - 6) < 1e-9",
        "assert sympy.lambdify(x, sympy.Matrix([[x, x**2]]))(3).tolist() == [[3, 9]]",
        "assert sympy.lambdify(x, sympy.Piecewise((x, x > 0), (0, True)))(3) == 3",
        'a, b = sympy.symbols("a_b \\\\lambda_{1}\'")\n'
        "assert symbols().subs(sympy.Symbol('a b'), a) == x + a * b + sympy.Function('f')(x)",
        "d['b c'] = ['x', 'y']\nlimit = 1\nassert len(d.query(query())) == 1",
        "limit = d.a\nassert len(d.query('a >= @limit.max()')) == 1",
        "import timeit\nassert timeit.timeit('2 * h', 'h = 3', number=1) > 0",
        "import builtins\nassert builtins.eval('[i for i in range(3)]') == [0, 1, 2]",
        "from collections import namedtuple\nassert namedtuple('P', 'a b')(1, 2).b == 2",
    ],
)
def test_a_formula_and_the_tests_own_text_are_computed_with(pair: Pair, test: str) -> None:
    assert run(pair, HONEST, IMPORTS + test).error is None


def test_a_cell_of_the_instructors_runs_its_own_texts_and_none_of_the_students(pair: Pair) -> None:
    judge = pair(STUDENT)
    program = "program = 'def g(x): return [x for _ in range(2)]'\n"
    setup = (
        IMPORTS + program + "exec(program)\nassert g(1) == [1, 1] and d.query('a > 1').size == 1"
    )
    assert judge.run_setup(setup).error is None
    assert failed(judge.run_setup("sympy.sympify(text())"))
    assert failed(judge.run_setup("d.query(query())"))
    assert judge.run_setup("import os\nassert not os.path.exists('written')").error is None
