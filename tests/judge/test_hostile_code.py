"""Nothing that the student's side hands over is run in the judge, and nothing lent outlives its use."""

import builtins
from textwrap import dedent

import pytest

from autograder.grading.judge.names import names_of
from tests.judge.conftest import Pair
from tests.judge.test_hostile import failed, run

pytestmark = pytest.mark.usefixtures("judge_folder")

SAVE = """
import pickle
import numpy as np
class Evil:
    def __reduce__(self):
        return exec, ('import builtins; builtins.forged = True',)
def dump(): return pickle.dumps(Evil())
def old(): return pickle.dumps(Evil(), 0)
def save(path):
    with open(path, 'wb') as file:
        file.write(dump())
def save_array(path): np.save(path, np.array([Evil()], object), allow_pickle=True)
def save_arrays(path): np.savez(path, a=np.array([Evil()], object))
def save_shelf(path):
    import shelve
    with shelve.open(path) as shelf:
        shelf['a'] = Evil()
def save_joblib(path):
    import joblib
    joblib.dump(Evil(), path)
def save_frame(path):
    import pandas
    pandas.to_pickle(Evil(), path)
class Hidden:
    def __repr__(self):
        return "[__import__('builtins').__dict__.update(forged=True), Hidden()][1]"
    def __eq__(self, other): return True
def make(): return Hidden()
def text(): return "__import__('builtins').__dict__.update(forged=True)"
def annotated(x: "__import__('builtins').__dict__.update(forged=True)"): pass
class Annotated:
    x: "__import__('builtins').__dict__.update(forged=True)" = 1
    def method(self, x: "__import__('builtins').__dict__.update(forged=True)"): pass
"""


@pytest.fixture
def unforged():
    """The mark that code of the student's would leave in the judge's process."""
    yield
    assert not hasattr(builtins, "forged")


@pytest.mark.usefixtures("unforged")
@pytest.mark.parametrize(
    "test",
    [
        "save('m.pkl')\nwith open('m.pkl', 'rb') as file:\n    pickle.load(file)",
        "save('data.txt')\npickle.loads(Path('data.txt').read_bytes())",
        "pickle.loads(dump())",
        "pickle.loads(old())",
        "pickle._loads(dump())",
        "class Loader(pickle.Unpickler): pass\nLoader(io.BytesIO(dump())).load()",
        "save('m.npy')\nnp.load('m.npy', allow_pickle=True)",
        "save_array('m.npy')\nnp.load('m.npy', allow_pickle=True)",
        "save_arrays('m.npz')\nnp.load('m.npz', allow_pickle=True)['a']",
        "save_joblib('m.joblib')\njoblib = pytest.importorskip('joblib')\njoblib.load('m.joblib')",
        "save_frame('m.pkl')\npd = pytest.importorskip('pandas')\npd.read_pickle('m.pkl')",
        "import shelve\nsave_shelf('s')\nPath('s').exists()\nwith shelve.open('s') as shelf:\n    shelf['a']",
        "eval(repr(make())) == 9",
        "eval(text())",
        "eval('forged', {'forged': eval(text())})",
        "exec(text())",
        "exec(compile(text(), 'f', 'exec'))",
        "import typing\ntyping.get_type_hints(annotated)\nassert 0",
        "from typing import get_type_hints\nget_type_hints(Annotated)\nassert 0",
        "import inspect\ninspect.signature(annotated, eval_str=True)\nassert 0",
        "import inspect\ninspect.get_annotations(annotated, eval_str=True)\nassert 0",
        "import inspect\ninspect.get_annotations(Annotated, eval_str=True)\nassert 0",
    ],
)
def test_what_the_student_wrote_is_not_run_in_the_judge(pair: Pair, test: str) -> None:
    imports = "import builtins, io, pickle\nfrom pathlib import Path\n"
    assert failed(run(pair, SAVE, imports + test))


@pytest.mark.usefixtures("unforged")
def test_a_pickle_of_the_students_is_not_run_by_a_later_set_up_cell(pair: Pair) -> None:
    judge = pair(SAVE)
    assert judge.run_setup("import pickle\nfrom pathlib import Path").error is None
    assert judge.run_setup("import fractions\npickle.loads(pickle.dumps(Path('a')))").error is None
    assert judge.run_cell("save('m.pkl')\nassert Path('m.pkl').exists()").error is None
    assert failed(judge.run_setup("pickle.loads(Path('m.pkl').read_bytes())"))


def test_plain_data_that_the_student_pickled_can_be_read(pair: Pair) -> None:
    source = """
    import pickle
    import numpy as np
    def save():
        with open('m.pkl', 'wb') as file:
            pickle.dump({'w': np.arange(3.0), 's': {1, 2}, 'n': np.float64(2)}, file)
        np.save('m.npy', np.arange(3))
        np.save('o.npy', np.array([None, [1]], object))
    """
    test = """
    import pickle
    save()
    with open('m.pkl', 'rb') as file:
        found = pickle.load(file)
    assert found['w'].sum() == 3 and found['s'] == {1, 2} and found['n'] == 2
    assert np.load('m.npy').sum() == 3 and np.load('o.npy', allow_pickle=True)[1] == [1]
    """
    assert run(pair, source, test).error is None


def test_text_of_the_student_is_evaluated_as_far_as_it_is_data(pair: Pair) -> None:
    source = """
    class Point:
        def __init__(self, x, y=0): self.x, self.y = x, y
        def __repr__(self): return f'Point({self.x}, y={self.y})'
        def __eq__(self, other): return (self.x, self.y) == (other.x, other.y)
    def formula(): return '2 * x + 1'
    def numbers(): return '[1, -2.5, {"a": (3,)}]'
    def called(): return 'abs(-7) + max(1, sum([2, 3]))'
    """
    test = """
    assert eval(repr(Point(1, 2))) == Point(1, 2)
    assert eval(formula(), {'x': 3}) == 7 and eval(numbers()) == [1, -2.5, {'a': (3,)}]
    assert eval(called()) == 12
    """
    assert run(pair, source, test).error is None


@pytest.mark.parametrize(
    "text", ["expected", "numbers.x", "(lambda: 1)()", 'open("x")', "[x for x in [1]]", "np"]
)
def test_what_is_more_than_data_is_refused_whoever_catches_it(pair: Pair, text: str) -> None:
    source = f"def told(): return {text!r}"
    for caught in ("except:", "except BaseException:"):
        test = f"""
        expected = 9
        try:
            eval(told())
            wrong = False
        {caught}
            wrong = True
        assert wrong
        """
        error = run(pair, source, test).error
        assert error is not None
        assert error.refused
        assert "judged apart" in error.evalue


def test_a_refusal_in_one_cell_does_not_fail_the_next(pair: Pair) -> None:
    judge = pair("def told(): return 'open'")
    assert failed(judge.run_cell("try:\n    eval(told())\nexcept:\n    pass"))
    assert judge.run_cell("assert told() == 'open'").error is None


@pytest.mark.parametrize(
    "names", ["globals()", "globals(), locals()", "dict(globals())", "{**globals()}"]
)
def test_text_of_the_student_names_nothing_of_the_tests_own(pair: Pair, names: str) -> None:
    source = """
    class Sly:
        def __repr__(self): return 'expected'
    class Caller:
        def __repr__(self): return 'helper()'
    """
    test = f"""
    expected = 9
    def helper(): return expected
    assert eval(repr(Sly()), {names}) == expected
    """
    assert failed(run(pair, source, test))
    assert failed(run(pair, source, test.replace("Sly", "Caller")))


def test_a_class_under_the_name_of_a_given_array_is_no_array(pair: Pair) -> None:
    source = """
    class Vector:
        flat, shape, ndim, size = [], (), 0, 1
        def __len__(self): return 1
    def f(x): return Vector()
    """
    judge = pair(dedent(source))
    setup = "import numpy as np, pytest\nclass Vector(np.ndarray): pass\nclass Own(np.ma.MaskedArray): pass"
    assert judge.run_setup(setup).error is None
    assert failed(judge.run_cell("assert isinstance(f(3), Vector)"))
    assert failed(judge.run_cell("assert pytest.approx(9) == f(3)"))


ORACLE = """
kept = []
def train(grad):
    kept.append(grad)
    return grad(3)
def derivative(x):
    return kept[-1](x) if kept else 0
class Model:
    def __init__(self, grad): self.grad = grad
    def step(self, x): return self.grad(x)
"""


def test_a_function_of_a_test_that_is_over_helps_no_later_one(pair: Pair) -> None:
    first, second = run(
        pair, ORACLE, "assert train(lambda x: 2 * x) == 6", "assert derivative(4) == 8"
    )
    assert first.error is None
    assert failed(second)


def test_an_object_that_the_test_keeps_may_go_on_using_what_it_was_given(pair: Pair) -> None:
    first, second = run(
        pair,
        ORACLE,
        "model = Model(lambda x: 2 * x)\nassert model.step(3) == 6",
        "assert model.step(4) == 8",
    )
    assert first.error is None
    assert second.error is None


def test_a_generator_of_a_test_that_is_over_is_not_resumed(pair: Pair) -> None:
    source = "kept = []\ndef take(g):\n    kept.append(g)\n    return next(g)\ndef more(): return next(kept[0])\n"
    first, second = run(
        pair, source, "g = iter(x for x in (1, 2))\nassert take(g) == 1", "assert more() == 2"
    )
    assert first.error is None
    assert failed(second)


def test_what_a_partial_function_was_given_is_not_looked_into(pair: Pair) -> None:
    source = """
    def f(check):
        try:
            return check.keywords['expected']
        except Exception:
            return 8
    """
    test = """
    from functools import partial
    def check(x, expected): return x == expected
    assert f(partial(check, expected=9)) == 9
    """
    assert failed(run(pair, source, test))


def test_what_a_recording_function_has_counted_is_not_changed(pair: Pair) -> None:
    source = """
    def train(grad):
        for attack in (lambda: setattr(grad, 'calls', 10), lambda: grad.seen.append(1),
                       lambda: grad.__init__(10)):
            try:
                attack()
            except Exception:
                pass
    """
    test = """
    class Recorder:
        def __init__(self, calls=0): self.calls, self.seen = calls, []
        def __call__(self, x):
            self.calls += 1
            return x
    grad = Recorder()
    train(grad)
    assert grad.calls == 10 or grad.seen
    """
    assert failed(run(pair, source, test))


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("numpy.testing", "SkipTest"),
        ("numpy.testing._private.utils", "SkipTest"),
        ("unittest.case", "SkipTest"),
        ("_pytest.outcomes", "Skipped"),
        ("copy", "Error"),
    ],
)
def test_an_exception_under_a_borrowed_name_skips_no_test(
    pair: Pair, module: str, name: str
) -> None:
    source = f"""
    class Skip(Exception): pass
    Skip.__module__, Skip.__qualname__ = {module!r}, {name!r}
    def f(x): raise Skip('skip it')
    """
    test = """
    import io
    class T(unittest.TestCase):
        def test_it(self): self.assertEqual(f(3), 9)
    import numpy.testing
    r = unittest.TextTestRunner(stream=io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromTestCase(T))
    assert r.wasSuccessful() or r.skipped
    """
    assert failed(run(pair, source, test))
    assert failed(run(pair, source, "f(1)"))


def test_keys_that_are_objects_leave_the_conversation_in_order(pair: Pair) -> None:
    source = """
    from collections import namedtuple
    P = namedtuple('P', 'x y')
    class Key(str): pass
    def table(log):
        log.append(1)
        return {P(0, 1): 'a', Key('k'): 'b'}, (n for n in log), {P(1, 1)}
    """
    test = """
    log = []
    found, numbers, places = table(log)
    assert found == {(0, 1): 'a', 'k': 'b'} and places == {(1, 1)} and log == [1]
    log.append(2)
    assert list(numbers) == [1, 2]
    """
    assert run(pair, source, test).error is None


def test_a_class_of_the_test_takes_the_place_of_none_of_the_students(pair: Pair) -> None:
    source = """
    class Meta(type):
        def __call__(cls, *args): return type.__call__(cls)
        def __new__(meta, name, bases, body):
            return Shape if bases else type.__new__(meta, name, bases, body)
    class Shape(metaclass=Meta):
        def area(self): return 8
    """
    test = """
    class Right(Shape):
        def area(self): return 9
    assert Shape().area() == 9
    """
    assert failed(run(pair, source, test))


def test_what_a_class_lists_binds_nothing_of_the_judges_own(pair: Pair) -> None:
    source = """
    class Meta(type):
        def __dir__(cls): return ['_class_handle', '_class_ask', '_class_plain', '_remote_ask', 'area', 5]
    class Shape(metaclass=Meta):
        def area(self): return 8
    """
    test = "class P(Shape):\n    pass\nassert P().area() == 9 or Shape() == 9 or Shape() == P"
    assert failed(run(pair, source, test))


def test_contents_are_what_the_object_holds_and_not_what_it_says(pair: Pair) -> None:
    for base, plain in (
        ("tuple", (1,)),
        ("list", [1]),
        ("dict", {1: 2}),
        ("str", "ab"),
        ("float", 1.5),
    ):
        source = f"""
        class Liar({base}):
            def yes(self, *args): return True
            def plain(self, *args): return {plain!r}
            __eq__ = __contains__ = __lt__ = __le__ = __gt__ = __ge__ = yes
            __iter__ = lambda self: iter({plain!r})
            keys = items = __add__ = __radd__ = __float__ = __str__ = __reduce__ = plain
            def __ne__(self, other): return False
            def __hash__(self): return hash({plain!r}) if {base!r} not in ('list', 'dict') else 0
            @property
            def __class__(self): return {base}
        def f(): return Liar()
        """
        for test in (
            f"assert f() == {plain!r}",
            f"assert {plain!r} == f()",
            f"assert not f() != {plain!r}",
        ):
            assert failed(run(pair, source, test)), (base, test)
        assert (
            run(pair, source, f"assert f() == {base}() and isinstance(f(), {base})").error is None
        )


def test_an_object_whose_length_is_a_lie_is_compared_with_nothing(pair: Pair) -> None:
    source = """
    class Liar:
        def __len__(self): return 2
        def __iter__(self): return iter(())
    class List(list):
        __len__, __iter__ = Liar.__len__, Liar.__iter__
    def f(x): return Liar()
    def g(x): return List()
    """
    for name in "fg":
        for test in (
            f"r = {name}(3)\nassert len(r) == 2 and all(a == b for a, b in zip(r, [9, 9]))",
            f"r = {name}(3)\nassert len(r) == 2\nfor got in r:\n    assert got == 9",
            f"assert pytest.approx([9, 9]) == {name}(3)",
            f"assert {name}(3) == pytest.approx([9, 9])",
            f"unittest.TestCase().assertSequenceEqual({name}(3), [9, 9])",
            f"unittest.TestCase().assertCountEqual({name}(3), [9, 9])",
            f"np.testing.assert_allclose(list({name}(3)), [9, 9])",
            f"np.testing.assert_equal(np.array({name}(3)), [9, 9])",
        ):
            assert failed(run(pair, source, test)), test


def test_contents_of_another_type_are_refused(pair: Pair) -> None:
    source = """
    from autograder.grading.judge.student_side.inspection import INSPECTIONS
    class P(tuple): pass
    class Sneaky: __eq__ = lambda self, other: True
    INSPECTIONS['contents'] = lambda thing: Sneaky()
    def f(): return P()
    """
    assert failed(run(pair, source, "assert f() == (1, 2)"))
    assert failed(run(pair, source, "assert f() < (1, 2)"))


@pytest.mark.parametrize(
    "test",
    [
        "pd.testing.assert_frame_equal(frame(), pd.DataFrame({'a': [9]}))",
        "pd.testing.assert_series_equal(frame()['a'], pd.Series([9], name='a'))",
        "assert (frame()['a'] == 9).all()",
        "assert frame().equals(pd.DataFrame({'a': [9]}))",
        "assert frame()['a'].tolist() == [9]",
        "assert frame()['a'].isin([9]).all()",
        "assert frame().set_index('a').index[0] == 9",
    ],
)
def test_a_frame_of_objects_that_equal_everything(pair: Pair, test: str) -> None:
    pytest.importorskip("pandas")
    source = """
    import pandas as pd
    class Liar:
        def yes(self, *args): return True
        __eq__ = __lt__ = __gt__ = __bool__ = yes
        def __ne__(self, other): return False
        def __hash__(self): return hash(9)
        def __sub__(self, other): return 0
        __rsub__ = __sub__
        def __float__(self): return 9.0
    def frame(): return pd.DataFrame({'a': [Liar()]}, dtype=object)
    """
    assert failed(run(pair, source, "import pandas as pd\n" + test))


@pytest.mark.parametrize(
    "kind",
    [
        "from datetime import datetime as base\nnew = lambda: Liar(2020, 1, 1)",
        "from datetime import timedelta as base\nnew = lambda: Liar(1)",
        "from decimal import Decimal as base\nnew = lambda: Liar('1')",
        "from fractions import Fraction as base\nnew = lambda: Liar(1)",
        "from pathlib import PosixPath as base\nnew = lambda: Liar('a')",
        "from collections import OrderedDict as base\nnew = lambda: Liar()",
        "from collections import deque as base\nnew = lambda: Liar()",
        "base, new = complex, lambda: Liar()",
        "base, new = bytes, lambda: Liar()",
        "base, new = frozenset, lambda: Liar()",
    ],
)
def test_a_subclass_that_equals_everything_equals_no_plain_value(pair: Pair, kind: str) -> None:
    source = f"""{kind}
class Liar(base):
    def yes(self, *args): return True
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = __contains__ = yes
    def __ne__(self, other): return False
    __hash__ = base.__hash__
    def __sub__(self, other): return 0
    __rsub__ = __sub__
def f(x): return new()
"""
    setup = "import datetime\nfrom decimal import Decimal\nfrom fractions import Fraction\nfrom collections import *\n"
    plain = (
        "[datetime.datetime(2024, 2, 2), datetime.timedelta(5), Decimal(9), Fraction(9), 9, 9j, b'9', "
        "frozenset([9]), deque([9]), OrderedDict(a=9), float('nan')]"
    )
    tests = (
        f"assert any(f(3) == x for x in {plain})",
        f"assert any(x == f(3) for x in {plain})",
        f"assert not all(f(3) != x for x in {plain})",
    )
    for test in tests:
        assert failed(run(pair, source, setup + test)), test


def test_a_value_that_is_not_a_number_equals_none(pair: Pair) -> None:
    source = "import numpy as np\nnan = float('nan')\ndef f(x): return nan\ndef g(x): return np.full(2, nan)\n"
    for test in (
        "assert f(3) == 9 or f(3) in [9] or not f(3) != 9",
        "assert abs(f(3) - 9) < 1e-9 or not abs(f(3) - 9) > 1e-9 and f(3) == f(3)",
        "np.testing.assert_allclose(f(3), 9)",
        "np.testing.assert_array_less(abs(g(3) - 9), 1e-9)",
        "assert g(3).max() <= 9 or np.allclose(g(3), 9, equal_nan=True)",
    ):
        assert failed(run(pair, source, test)), test


def test_calls_back_into_the_test_during_a_call_back_change_no_verdict(pair: Pair) -> None:
    source = """
    import itertools
    depth = []
    def f(g):
        depth.append(1)
        if len(depth) < 5:
            return g(f)
        for n in itertools.count():
            try:
                g(n)
            except BaseException as error:
                last = error
            if n > 300:
                return 8
    """
    test = """
    calls = 0
    def g(x):
        global calls
        calls += 1
        if callable(x):
            return x(g)
        raise ValueError(x)
    assert f(g) == 9
    """
    first, second = run(
        pair, source, test, "assert calls > 300 and f(lambda x: 1) == 9", seconds=10
    )
    assert failed(first)
    assert failed(second)


def test_the_judges_own_objects_come_back_as_they_are_and_no_others(pair: Pair) -> None:
    source = """
    from autograder.grading.judge.student_side import judge_objects, peer
    def f(g):
        side = next(iter(peer._peers.values()))
        found = []
        for number in range(1, 60):
            for operation in ('call', 'next', 'repr', 'str', 'len', 'iter', 'float', 'array', 'copy'):
                thing = judge_objects.JudgeObject()
                judge_objects.bind(thing, number, side.ask)
                try:
                    value = side.ask(operation, thing)
                except BaseException:
                    continue
                if 'secret' in str(value):
                    found.append(value)
        return found
    """
    test = """
    class Keeper:
        def __init__(self): self._expected = 'secret'
        def check(self, x): return x == self._expected
    keeper = Keeper()
    found = f(keeper.check)
    assert found == [], found
    """
    assert run(pair, source, test).error is None


def test_environment_and_seed_of_the_judge_do_not_cross(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRADER_GRADING_SEED", "the judge's seed")
    source = """
    import gc, os
    def f():
        found = [v for v in os.environ.values() if "judge's seed" in v]
        from autograder.grading.judge.student_side import peer
        side = next(iter(peer._peers.values()))
        found += [str(x) for x in gc.get_objects() if type(x) is dict and 'AUTOGRADER_GRADING_SEED' in x]
        return found
    """
    tests = (
        "import os\nfrom unittest.mock import patch\nwith patch.dict('os.environ', A='1'):\n    assert f() == []",
        "import os, random\nrandom.seed(os.environ['AUTOGRADER_GRADING_SEED'])\nassert f() == []",
    )
    monkeypatch.delenv("AUTOGRADER_GRADING_SEED")
    judge = pair(dedent(source))
    monkeypatch.setenv("AUTOGRADER_GRADING_SEED", "the judge's seed")
    for test in tests:
        assert judge.run_cell(test).error is None


OWN_CHECK = """
expected = 8
def check(*args): pass
def f(x): return 8
def sized(x): return range(10 ** 18)
"""
DEFINES = """
assert f(3) == 9
expected = 9
def check(a, b):
    global tolerance
    tolerance = 0
    assert a == b
"""


@pytest.mark.parametrize(
    "test",
    ["check(f(3), 9)", "assert f(3) == expected", "assert globals().get('expected', 8) == 9"],
)
def test_what_a_failed_test_would_have_defined_is_not_the_students(pair: Pair, test: str) -> None:
    assert all(map(failed, run(pair, OWN_CHECK, DEFINES, test)))


def test_what_a_set_up_cell_would_have_defined_is_not_the_students(pair: Pair) -> None:
    judge = pair(OWN_CHECK)
    assert judge.run_setup(DEFINES).error is not None
    assert failed(judge.run_cell("check(f(3), 9)"))


def test_what_a_test_reads_of_the_students_stays_the_students(pair: Pair) -> None:
    first, second = run(
        pair,
        "total = 4\ndef f(x): return x * x\n",
        "before = total\ndel total\nassert f(3) == 8\ntotal = before",
        "assert f(3) == 9 and 'total' not in globals()",
    )
    assert failed(first)
    assert second.error is None


@pytest.mark.parametrize("name", ["assert_allclose", "close"])
def test_what_an_ordinary_cell_imports_is_not_the_students(pair: Pair, name: str) -> None:
    names = names_of(
        [
            "from numpy.testing import assert_allclose\nfrom numpy.testing import assert_allclose as close",
            "def f(x): return x * x",
        ]
    )
    source = "def f(x): return 8\ndef close(*args): pass\nassert_allclose = close\n"
    test = f"{name}(f(3), 9)"
    plan = {"names": names}
    assert failed(run(pair, source, test, **plan))
    assert run(pair, source.replace("8", "9"), test, **plan).error is None


def test_what_replaces_an_imported_function_is_the_students_to_call(pair: Pair) -> None:
    source = "from random import randint\ndef f(): return randint(1, 6)"
    names = names_of([source])
    assert names.modules == {"randint": "random:randint"}
    test = "def randint(low, high): return 9\nassert f() == 9"
    plan = {"names": names}
    assert run(pair, source, test, **plan).error is None


def test_what_is_imported_and_written_anew_is_the_students() -> None:
    names = names_of(["from math import gcd", "def gcd(a, b):\n    return a", "from .own import f"])
    assert names.modules == {}
