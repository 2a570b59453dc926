"""A hostile student's process gains nothing: no false verdict, no hang, no look into the test."""

from textwrap import dedent
from typing import Any

import pytest

from autograder.grading.judge.judge_side.cells.run_cell import CellResult
from autograder.grading.judge.judge_side.judge import Judge
from tests.judge.conftest import Pair

pytestmark = pytest.mark.usefixtures("judge_folder")

ALWAYS_EQUAL = """
class Liar:
    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return self
    def yes(self, *args, **kwargs): return True
    def me(self, *args, **kwargs): return self
    def zero(self, *args, **kwargs): return 0.0
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __bool__ = yes
    __sub__ = __rsub__ = __add__ = __radd__ = __truediv__ = zero
    __abs__ = __neg__ = __float__ = zero
    __round__ = __getitem__ = __call__ = me
    def __hash__(self): return 9
    def __len__(self): return 1
    def __iter__(self): return iter([self])
    __class__ = int
def f(x):
    return Liar()
"""

CHECKS = [
    "assert f(3) == 9",
    "assert not f(3) != 9",
    "assert 9 == f(3)",
    "assert abs(f(3) - 9) < 1e-9",
    "assert abs(9 - f(3)) < 1e-9",
    "assert f(3) - 9 == 0",
    "assert 9 in f(3)",
    "assert f(3) in [9, 10]",
    "assert 8 < f(3) < 10",
    "assert f(3) >= 9",
    "assert round(f(3), 2) == 9",
    "assert type(f(3)) is int and f(3) == 9",
    "assert isinstance(f(3), int) and f(3) == 9",
    "assert isinstance(f(3), int)",
    "assert [f(3)] == [9] or {'a': f(3)} == {'a': 9} or (f(3),) == (9,)",
    "assert {9: 1}.get(f(3))",
    "assert f(3) in {9}",
    "assert math.isclose(f(3), 9)",
    "assert np.isclose(f(3), 9)",
    "assert np.allclose(f(3), [9])",
    "np.testing.assert_allclose(f(3), 9)",
    "np.testing.assert_equal(f(3), 9)",
    "np.testing.assert_array_equal(f(3), np.array([9]))",
    "assert (f(3) == np.array([9])).all()",
    "assert (np.array([9]) == f(3)).all()",
    "assert np.array_equal(f(3), [9])",
    "assert f(3) == pytest.approx(9)",
    "assert pytest.approx(9) == f(3)",
    "unittest.TestCase().assertEqual(f(3), 9)",
    "unittest.TestCase().assertAlmostEqual(f(3), 9)",
    "unittest.TestCase().assertIn(9, f(3))",
    "assert max(f(3), 9) == 9 and min(f(3), 9) == 9",
    "assert str(f(3)) == '9'",
    "assert sorted([f(3), 9]) == [9, 9]",
    "assert len([x for x in f(3) if x == 9])",
    "assert f(3).value == 9 and f(3)() == 9 and f(3)[0] == 9",
]
SETUP = "import math, unittest\nimport numpy as np\nimport pytest\n"


def run(pair: Pair, student: str, *tests: str, seconds: float = 5.0, **options: Any) -> Any:
    """The result of each test cell against a student's source."""
    judge = pair(dedent(student), **options)
    assert judge.run_setup(SETUP).error is None
    results = [judge.run_cell(dedent(test), seconds) for test in tests]
    return results[0] if len(results) == 1 else results


def failed(result: CellResult) -> bool:
    """No points: an error, and no number to be taken for a score."""
    return result.error is not None and not any(
        output["output_type"] == "execute_result" for output in result.outputs
    )


@pytest.fixture(scope="module")
def liar() -> str:
    return ALWAYS_EQUAL


@pytest.mark.parametrize("test", CHECKS)
def test_an_object_that_equals_everything_equals_nothing(pair: Pair, test: str) -> None:
    assert failed(run(pair, ALWAYS_EQUAL, test))


def test_a_stronger_liar_without_a_class_of_its_own(pair: Pair) -> None:
    for base in ("int", "float", "str", "list", "dict", "tuple"):
        source = (
            f"class Liar({base}):\n    def __eq__(self, other): return True\n    __hash__ = None\n"
        )
        source += "    def __ne__(self, other): return False\ndef f(x): return Liar()\n"
        assert failed(run(pair, source, "assert f(3) == 9"))
        assert failed(run(pair, source, "assert not f(3) != 9"))


def test_an_array_of_a_class_that_equals_everything(pair: Pair) -> None:
    source = """
    import numpy as np
    class Liar(np.ndarray):
        def __array_function__(self, *a, **k): return True
        def __array_ufunc__(self, *a, **k): return np.zeros(1)
        def __eq__(self, other): return np.ones(1, bool)
        def __array__(self, *a, **k): return np.ones(3)
        @property
        def __array_interface__(self): return {'data': (8, False), 'shape': (9,), 'typestr': '<f8', 'version': 3}
    def f(x):
        return np.zeros(1).view(Liar)
    """
    for test in CHECKS[17:26]:
        assert failed(run(pair, source, test)), test


def test_what_the_student_patches_stays_in_the_students_process(pair: Pair) -> None:
    source = """
    import builtins, math, numpy as np, unittest, sys
    builtins.abs = builtins.round = lambda *a: 0
    builtins.all = builtins.isinstance = lambda *a: True
    np.allclose = np.testing.assert_allclose = np.isclose = lambda *a, **k: True
    math.isclose = lambda *a, **k: True
    unittest.TestCase.assertEqual = lambda *a: None
    sys.displayhook = lambda *a: None
    def f(x):
        return 8
    """
    for test in (*CHECKS[:5], *CHECKS[17:22], "unittest.TestCase().assertEqual(f(3), 9)"):
        assert failed(run(pair, source, test)), test


@pytest.mark.parametrize(
    "kind", ["StopIteration", "GeneratorExit", "KeyboardInterrupt", "SkipTest"]
)
def test_an_exception_that_means_something_to_the_caller_is_a_plain_failure(
    pair: Pair, kind: str
) -> None:
    source = f"from unittest import SkipTest\ndef f(x):\n    raise {kind}('x')\n"
    unit = """
    class T(unittest.TestCase):
        def test_it(self): self.assertEqual(f(3), 9)
    import io
    r = unittest.TextTestRunner(stream=io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(T))
    assert r.wasSuccessful() and not r.skipped
    """
    for test in ("assert all(map(f, [1, 2]))", "assert list(map(f, [1])) == []", "f(1)", unit):
        assert failed(run(pair, source, test)), test


def test_a_hostile_exception_does_not_run_in_the_judge(pair: Pair) -> None:
    source = """
    import numpy as np
    class Evil(Exception):
        def __str__(self): raise SystemExit
        __repr__ = __str__
        def __getattr__(self, name): return lambda *a: True
        __class__ = property(lambda self: 1 / 0)
    def f(x):
        raise Evil(Evil(), object(), np.zeros(3))
    class Odd(Exception):
        args = property(lambda self: 1 / 0)
    def g(x):
        raise Odd()
    """
    first, second, third = run(pair, source, "f(1)", "g(1)", "assert 1 == 1")
    assert failed(first)
    assert failed(second)
    assert third.error is None


def test_the_test_does_not_take_its_own_names_from_the_student(pair: Pair) -> None:
    source = """
    import types
    points, expected, total = 100, 8, 100
    def check(*a): return True
    def add(n): pass
    np = types.SimpleNamespace(allclose=lambda *a: True)
    def f(x):
        global points
        points = 100
        try:
            add(50)
        except TypeError:
            pass
        return 8
    """
    test = """
    points = 0
    expected = 9
    def add(n):
        global points
        points += n
    def check(a, b):
        return a == b
    if check(f(3), expected) or np.allclose(f(3), expected):
        add(1)
    points
    """
    result = run(pair, source, test)
    assert result.error is None
    assert result.outputs[-1]["data"]["text/plain"] == "0"
    assert failed(run(pair, source, "assert np.allclose(f(3), 9)"))


def test_a_conventional_name_is_the_module_that_it_stands_for(pair: Pair) -> None:
    judge = pair("import unittest.mock as np\nimport operator as math\n")
    assert judge.run_cell("np.__name__").outputs[0]["data"]["text/plain"] == "'numpy'"


def test_a_module_is_what_its_name_says_and_none_of_the_students(pair: Pair) -> None:
    source = """
    import sys, types
    evil = types.ModuleType('evil')
    evil.allclose = lambda *a: True
    sys.modules['evil'] = evil
    fake = types.ModuleType('numpy')
    fake.allclose = lambda *a: True
    """
    for test in ("assert fake.allclose(1, 2)", "assert evil.allclose(1, 2)"):
        assert failed(run(pair, source, test))
    assert run(pair, "import math", "assert math.isclose(1, 1)").error is None


@pytest.mark.parametrize("found", ["make()", "[*made()][0]", "kept", "Box().module"])
def test_a_module_among_the_answers_is_no_object_with_methods(pair: Pair, found: str) -> None:
    source = """
    import operator
    kept = operator
    def make(): return operator
    def made(): return [operator]
    class Box: module = operator
    """
    assert failed(run(pair, source, f"r = {found}\nassert r.contains([9], 9) and r.eq(9, 9)"))


def test_how_an_object_of_the_students_is_shown_is_no_score(pair: Pair) -> None:
    source = """
    class Score(float):
        def __repr__(self): return '3.0'
        def _repr_html_(self): return '<b>3</b>'
        def _repr_mimebundle_(self, *a, **k): return {'text/plain': '3.0'}
    def f(x): return Score(3)
    """
    result = run(pair, source, "f(3)")
    assert result.outputs[0]["data"] == {"text/plain": "<an object of the student's>"}


def test_examples_in_the_students_docstring_are_not_run_in_the_judge(pair: Pair) -> None:
    source = """
    def f(x):
        '''>>> import builtins; builtins.stolen = expected
        '''
    """
    test = """
    import builtins, doctest
    expected = 9
    (test,) = doctest.DocTestFinder().find(f, 'f', globs=globals())
    failures = doctest.DocTestRunner(verbose=False).run(test, out=lambda text: None).failed
    assert not hasattr(builtins, 'stolen') and failures == 1
    """
    assert run(pair, source, test).error is None


FORGE = """
import json, struct
def send(message, payload=b''):
    text = json.dumps(message).encode()
    socket_of_judge.sendall(struct.pack('!II', len(text), len(payload)) + text + payload)
"""


@pytest.mark.parametrize(
    "attack",
    [
        "send(['=', 2, ['ok', True, [], None]])",
        "send(['=', 99, ['ok', True, [], None]])",
        "socket_of_judge.sendall(b'\\xff' * 64)",
        "socket_of_judge.sendall(b'\\xff' * 8)",
        "socket_of_judge.sendall(b'\\0\\0\\0\\4\\0\\0\\0\\0nope')",
        "send('[' * 50000)",
        "send(['?', 1, 'do', ['call', ['t', ['@', 'yours', 1]], ['t'], None, [0, [], [], []]]])",
        "send(['?', 1, 'do', ['call', ['t', ['@', 'yours', -1]], ['t'], None, [0, [], [], []]]])",
        "send(['?', 1, 'run', 'import os'])",
        "send(['?', 1, 'stop', None])",
        "send(['?', 1, 'do', ['call', ['t', ['@', 'function', 'os', 'getpid']], ['t'], None, [0, [], [], []]]])",
        "send(['?', 1, 'do', ['get', ['t', 'expected'], ['t'], None, [0, [], [], []]]])",
        "send(['?', 1, 'do', ['call', ['t', ['T', 'eval'], '1'], ['t'], None, [0, [], [], []]]])",
        "socket_of_judge.close()",
        "socket_of_judge.shutdown(2)",
        "import os; os._exit(0)",
        "import os; os.kill(os.getpid(), 11)",
    ],
)
def test_a_forged_message_wins_nothing(pair: Pair, attack: str) -> None:
    source = FORGE + f"def f(x):\n    {attack}\n    return 8\n"
    first, second = run(
        pair, source, "expected = 9\nassert f(3) == expected", "assert f(3) == 9", seconds=2
    )
    assert failed(first)
    assert failed(second)


@pytest.mark.parametrize(
    "node",
    [
        ["a", "<f8", [10**12], 1],
        ["a", "<f8", [-1], 1],
        ["a", "O", [1], 1],
        ["a", "V8", [1], 1],
        ["a", "(3,)i4", [1], 1],
        ["a", 7, [1], 1],
        ["p", "f", 10**12],
        ["r", 5],
        ["r", -1],
        ["g", "os", {}],
        ["T", "os"],
        ["@", "module", "evil"],
        ["@", "module", "../x"],
        ["@", "yours", 1],
        ["@", "mine", "x", []],
        ["@", "mine", 1, [1, "x" * 999, ["__del__", "__getattribute__", "__class__"], []]],
        ["@", "class", 1, [1, "C", [], [[1, "C", [], []]]]],
        ["@", "error", 1, [[1, "m", "E", []], [], "", 5]],
        ["n", "O", "00"],
        ["n", "?", "07"],
        ["R", "0", "1", "0"],
        ["D", "no"],
        ["f", "DataFrame", ["t"]],
        ["z", ["l"]],
        ["d", 1],
        ["nonsense"],
        [],
        [[]],
        {"a": ["nonsense"]},
    ],
)
def test_a_node_that_no_honest_side_writes_is_refused(pair: Pair, node: Any) -> None:
    source = f"""{FORGE}
def f(x):
    send(['=', 2, ['ok', {node!r}, [], None]])
    import time
    time.sleep(3)
"""
    result = run(pair, source, "assert f(3) == 9", seconds=2)
    assert failed(result)


def test_huge_and_deep_values_do_not_reach_the_judge(pair: Pair) -> None:
    source = """
    import numpy as np
    def deep():
        x = []
        for _ in range(100000):
            x = [x]
        return x
    def large(): return 'x' * (40 << 20)
    def wide(): return np.zeros(1 << 26)
    def cyclic():
        x = []
        x.append(x)
        return x
    """
    tests = ["deep()", "large()", "wide()", "x = cyclic()\nassert x[0] is x and len(x) == 1"]
    results = run(pair, source, *tests, seconds=20)
    assert [failed(result) for result in results] == [True, True, True, False]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "import time\n    time.sleep(60)",
        "while True:\n        try:\n            while True: pass\n        except Exception: pass",
    ],
)
def test_code_that_never_ends_is_stopped_and_the_next_cell_runs(pair: Pair, body: str) -> None:
    source = f"def f(x):\n    {body}\ndef g(x):\n    return x\n"
    first, second = run(pair, source, "assert f(3) == 9", "assert g(3) == 3", seconds=2)
    assert failed(first)
    assert first.error.ename == "StudentTimeoutError"
    assert second.error is None


@pytest.mark.timeout(60)
def test_code_that_catches_every_interrupt_loses_its_process(pair: Pair) -> None:
    source = """
    import signal
    def f(x):
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while True:
            try:
                while True: pass
            except BaseException: pass
    """
    first, second = run(pair, source, "assert f(3) == 9", "assert f(3) == 9", seconds=0.5)
    assert failed(first)
    assert failed(second)
    assert second.lost


@pytest.mark.timeout(60)
def test_a_flood_of_callbacks_ends_at_the_deadline(pair: Pair) -> None:
    source = "def f(g):\n    while True:\n        try:\n            g(1)\n        except Exception:\n            pass\n"
    assert failed(run(pair, source, "f(lambda x: x)", seconds=0.5))


def test_callbacks_nested_without_end_are_refused(pair: Pair) -> None:
    source = "def f(g):\n    return g(f)\n"
    result = run(pair, source, "def g(f):\n    return f(g)\nassert f(g) == 1", seconds=10)
    assert failed(result)


def test_a_thread_of_the_student_cannot_confuse_the_conversation(pair: Pair) -> None:
    source = """
    import threading
    errors = []
    def f(g):
        def work():
            try:
                g(2)
            except RuntimeError as error:
                errors.append(str(error))
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        return g(1)
    """
    result = run(pair, source, "assert f(lambda x: x) == 1 and 'main thread' in errors[0]")
    assert result.error is None


SPY = """
seen = []
def look(thing, *names):
    for name in names:
        try:
            seen.append((name, getattr(thing, name)))
        except Exception:
            pass
"""


def test_a_function_of_the_test_is_called_and_not_looked_into(pair: Pair) -> None:
    source = SPY + dedent("""
    def f(callback, thing, generator, mock):
        look(callback, '__globals__', '__code__', '__closure__', '__self__', '__func__', '__defaults__',
             '__dict__', '__wrapped__', 'gi_frame')
        look(thing, '__class__.__init__', '__dict__', '_secret', '__globals__', 'method_')
        look(generator, 'gi_frame', 'gi_code', 'gi_yieldfrom', 'send', 'throw')
        look(mock, 'return_value', 'call_args_list', 'mock_calls')
        for attack in (
            lambda: setattr(thing, 'method', 1), lambda: setattr(thing, '_secret', 1),
            lambda: setattr(callback, '__code__', f.__code__), lambda: setattr(mock, 'return_value', 7),
            lambda: mock.reset_mock(), lambda: delattr(thing, 'method'),
        ):
            try:
                attack()
                seen.append('attack succeeded')
            except Exception:
                pass
        import gc
        seen.extend(x for x in gc.get_objects() if type(x) is dict and 'expected_by_the_test' in x)
        return callback(2), next(generator), thing.public, thing.method()
    """)
    test = """
    from unittest.mock import MagicMock
    expected_by_the_test = 'hidden'
    class Thing:
        public = 5
        def __init__(self): self._secret = expected_by_the_test
        def method(self): return 6
    def numbers():
        yield 4
        yield expected_by_the_test
    assert f(lambda x: x + 1, Thing(), numbers(), MagicMock()) == (3, 4, 5, 6)
    assert seen == [], seen
    """
    judge = pair(source)
    result = judge.run_cell(dedent(test))
    names = [output for output in result.outputs if output["output_type"] == "error"]
    assert result.error is None, names


def test_the_student_cannot_make_the_judge_import_or_compute(pair: Pair) -> None:
    source = """
    def f(g):
        from autograder.grading.judge.student_side import peer
        side = next(iter(peer._peers.values()))
        for question in (('call', eval, '1'), ('getattr', 'x', '__class__'), ('pow', 9, 9),
                         ('method', '{0.__globals__}', 'format', g), ('getattr', g, '__globals__'),
                         ('signature', g), ('dir', g), ('setattr', g, 'x', 1), ('get', 'expected')):
            try:
                side.ask(*question)
            except Exception:
                continue
            return 'succeeded', question
        return 'failed'
    """
    judge = pair(dedent(source))
    result = judge.run_cell("expected = 9\nassert f(lambda: 1) == 'failed'")
    assert result.error is None or result.lost


def test_files_of_the_student_are_data_in_the_judges_folder_and_nothing_else(
    pair: Pair, judge_folder: Any
) -> None:
    (judge_folder / "given.csv").write_text("1,2")
    outside = judge_folder.parent / "outside.txt"
    source = """
    from autograder.grading.judge.both_sides import files
    files.Folder.changes = lambda self: {
        'numpy.py': b'evil', 'x/__init__.PY': b'evil', '../outside.txt': b'evil', '/tmp/outside.txt': b'evil',
        'given.csv': b'evil', 'ok.txt': b'fine', 'a/b.txt': b'fine', 'c\\0d': b'evil', './e.txt': b'evil',
        '': b'evil', 'lib.so': b'evil',
    }
    def f(): return 1
    """
    test = "from pathlib import Path\nPath('mine.txt').touch()\nf()\nassert Path('ok.txt').read_text() == 'fine'"
    assert run(pair, source, test).error is None
    found = {str(p.relative_to(judge_folder)) for p in judge_folder.rglob("*") if p.is_file()}
    assert found == {"given.csv", "mine.txt", "ok.txt", "a/b.txt"}
    assert (judge_folder / "given.csv").read_text() == "1,2"
    assert not outside.exists()


def test_a_peer_that_reports_nonsense_is_lost(pair: Pair) -> None:
    for report in ("[1]", "{'warnings': 5}", "{'warnings': [[1, 2, 3]]}", "{'random': 'x'}"):
        source = f"""
from autograder.grading.judge.student_side import borrowed
borrowed.Borrowed.report = lambda self: {report}
def f(x): return 9
"""
        result = run(pair, source, "import random\nrandom.seed(1)\nassert f(3) == 9")
        assert failed(result), report


def test_names_that_are_no_names_are_refused(pair: Pair) -> None:
    source = """
    from autograder.grading.judge.student_side.peer import Peer
    Peer.names = lambda self: [1, None, 'x']
    """
    assert failed(run(pair, source, "assert 'x' in dir()"))


def test_a_dead_process_is_said_and_later_cells_fail_at_once(pair: Pair) -> None:
    judge: Judge = pair("import os\ndef f(x):\n    os._exit(0)\n")
    assert judge.run_cell("own = 1\nassert own == 1").error is None
    result = judge.run_cell("f(1)")
    assert failed(result)
    assert "no longer" in result.lost
    assert judge.run_cell("assert own == 1").error is None
    assert failed(judge.run_cell("f(1)"))
    judge.stop()
