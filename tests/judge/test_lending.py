"""Of what a test cell lends, the student's code may ask what is listed for its kind, and nothing else."""

import operator
import random
from collections import Counter, defaultdict
from functools import partial
from textwrap import dedent
from typing import Any
from unittest.mock import MagicMock, Mock

import matplotlib
import numpy as np
import pytest

from autograder.grading.judge.judge_side.proxies.lending import Lending
from tests.judge.conftest import Pair
from tests.judge.test_hostile import failed, run

matplotlib.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

pytestmark = pytest.mark.usefixtures("judge_folder")

TAKE = """
def take(thing, *names, call=None):
    '''Whatever can be had of the names, one behind the other.'''
    try:
        for name in names:
            thing = getattr(thing, name)
        return thing if call is None else thing(*call)
    except AttributeError:
        return None
"""


@pytest.mark.parametrize(
    "test",
    [
        "take(plt.figure().savefig, call=['evil.svg'])\nassert os.path.exists('evil.svg')",
        "fig, ax = plt.subplots()\nassert take(ax, 'figure') is fig",
        "class Mine(np.random.Generator): pass\nrng = Mine(np.random.PCG64(5))\n"
        "assert take(rng, 'bit_generator', 'ctypes') or take(rng, 'spawn', call=[1])",
        "class Mine(plt.Figure): pass\ntake(Mine(), 'savefig', call=['evil.svg'])\n"
        "assert os.path.exists('evil.svg')",
        "import sqlite3\nbook = sqlite3.connect('book.db')\ntake(book, 'create_function', call=['f', 1, len])\n"
        "assert book.execute('select f(12)').fetchall()",
        "import sqlite3\nbook = sqlite3.connect('book.db')\nbook.set_authorizer(lambda *a: sqlite3.SQLITE_DENY)\n"
        "take(book, 'set_authorizer', call=[None])\nassert book.execute('select 1').fetchall()",
        "from unittest.mock import Mock\nfig = plt.figure()\n"
        "take(Mock(wraps=fig), 'savefig', call=['evil.svg'])\nassert os.path.exists('evil.svg')",
        "assert take(os.getpid, call=[]) == os.getpid()",
        "with open('expected.txt', 'w') as file:\n    assert take(file, 'name') == 'expected.txt'",
        "with open('expected.txt', 'w') as file:\n    assert take(file, 'buffer', 'raw')",
        "assert take('{0.__class__}'.format, call=[1])",
        "class Text(str): pass\nassert take(Text('{0.__class__}'), 'format', call=[1])",
        "class Base:\n    def __init__(self): self._hidden = 9\n    def show(self): return 1\n"
        "assert take(Base(), 'show', '__func__', '__globals__') or take(Base(), '_hidden')",
    ],
)
def test_what_is_not_listed_is_not_lent(pair: Pair, test: str) -> None:
    imports = "import os\nfrom pathlib import Path\nimport matplotlib\nmatplotlib.use('Agg')\n"
    assert failed(run(pair, TAKE, f"{imports}import matplotlib.pyplot as plt\n{test}"))


def test_every_object_says_what_it_is_and_can_be_told_from_others(pair: Pair) -> None:
    source = """
    import copy
    def look(a, b):
        '''What honest code does with anything: print it, keep it in a set, compare, copy it.'''
        f'{a} {a!r}', str(a), hash(a)
        assert a == a and a != b and bool(a) and len({a, b, a}) == 2 and [a, b].index(b) == 1
        return copy.copy(a), copy.deepcopy(b)
    """
    test = """
    import matplotlib
    matplotlib.use('Agg')
    from matplotlib.figure import Figure
    class Box: pass
    for a, b in ((len, max), (lambda: 1, lambda: 2), (Figure(), Figure()), (Box(), Box()), (Box, Figure)):
        first, second = look(a, b)
        assert a is Figure or a.__class__ in (Box, Figure) or first is a and second is b
    """
    assert run(pair, source, test).error is None


def test_what_honest_code_asks_for_is_lent(pair: Pair) -> None:
    source = """
    from functools import reduce
    def use(model, read, make, mock, out, log, items, key, total, rng):
        assert model.rate == 2 and model.step(3) == 6 and len(model) == 1 and model[0] == 9
        model.rate = 5
        with out:
            out.write(read.readline())
            out.writelines(read)
        log.append(sorted(items, key=key)[0])
        mock.send('text', to=1)
        return make(4).rate, model.rate, total(2), [n for n in log], rng.integers(10), rng.random()
    """
    test = """
    import io
    from collections import deque
    from functools import lru_cache, partial
    from operator import itemgetter
    from unittest.mock import Mock
    class Model:
        def __init__(self, rate=2): self.rate = rate
        def step(self, x): return self.rate * x
        def __len__(self): return 1
        def __getitem__(self, i): return 9
    class Out(io.StringIO):
        def close(self): pass
    class Log(list): pass
    class Mine(np.random.Generator): pass
    @lru_cache
    def double(x): return 2 * x
    mock, out, log = Mock(), Out(), Log()
    items = [('b', 1), ('a', 2)]
    made = use(Model(), io.StringIO('1\\n2\\n'), Model, mock, out, log, items, itemgetter(0),
               partial(double), Mine(np.random.PCG64(1)))
    expected = np.random.default_rng(1)
    assert made == (4, 5, 4, [('a', 2)], expected.integers(10), expected.random())
    assert out.getvalue() == '1\\n2\\n' and log == [('a', 2)]
    mock.send.assert_called_once_with('text', to=1)
    """
    assert run(pair, source, test).error is None


def test_random_sources_and_counts_cross_by_value(pair: Pair) -> None:
    source = """
    from collections import Counter, defaultdict
    def draw(rng): return rng.random()
    def roll(rng): return rng.rand()
    def count(words): return Counter(words)
    def group(words):
        groups = defaultdict(list)
        for word in words:
            groups[word[0]].append(word)
        return groups
    def add(counts): counts['a'] += 1
    """
    test = """
    import random
    from collections import Counter
    ours, theirs = random.Random(1), random.Random(1)
    assert [draw(theirs), draw(theirs)] == [ours.random(), ours.random()]
    ours, theirs = np.random.RandomState(1), np.random.RandomState(1)
    assert [roll(theirs), roll(theirs)] == [ours.rand(), ours.rand()]
    words = ['ab', 'ac', 'b']
    assert count(words) == Counter(words) and count(words)['nothing'] == 0
    assert count(words).most_common(1) and isinstance(count(words), Counter)
    groups = group(words)
    assert groups == {'a': ['ab', 'ac'], 'b': ['b']} and groups['c'] == []
    counts = Counter('aab')
    add(counts)
    assert counts == Counter('aaab')
    """
    assert run(pair, source, test).error is None


def test_a_random_state_that_no_generator_has_is_refused(pair: Pair) -> None:
    source = """
    import numpy as np
    from autograder.grading.judge.marshalling import pack
    def forged(self, value):
        state = value.bit_generator.state
        state['state']['pos'] = POS
        return ['g', 'MT19937', self.pack(state)]
    pack._PACK[np.random.Generator] = forged
    def f(): return np.random.Generator(np.random.MT19937(1))
    """
    for pos in ("10 ** 7", "-5", "True"):
        judge = pair(dedent(source).replace("POS", pos))
        assert failed(judge.run_cell("f().random()"))
        assert "WireError" in judge.lost


@pytest.fixture
def lending(tmp_path: Any) -> Lending:
    return Lending(str(tmp_path))


class _Box:
    __module__ = "__main__"


@pytest.mark.parametrize(
    ("thing", "called", "by_name"),
    [
        (len, False, True),
        (np.mean, False, True),
        (np.add, False, True),
        (Counter, False, True),
        (Figure, False, True),
        (plt.plot, False, True),
        ([].append, True, False),
        ({}.get, True, False),
        (random.Random(1).random, True, False),
        (Figure().savefig, False, False),
        (operator.itemgetter(1), True, False),
        (partial(len), False, False),
        (Mock(), True, False),
        (MagicMock().send, True, False),
        (_Box, True, False),
        (defaultdict(list), False, False),
        ("{}".format, False, False),
    ],
)
def test_what_may_be_called_and_what_travels_by_name(
    lending: Lending, thing: Any, called: bool, by_name: bool
) -> None:
    assert lending.may_be_called(thing) is called
    assert lending.is_by_name(thing) is by_name


KITS = """
from argparse import Namespace
from types import SimpleNamespace
from xml.etree import ElementTree
def rate(options): return options.rate
def tags(tree): return [part.tag for part in tree]
def paint(axes):
    axes.set_title('new')
    return axes.get_title()
def grow(things):
    things.rate.append(2)
    return things.rate
"""


def test_a_librarys_object_goes_to_the_students_code_as_a_copy(pair: Pair) -> None:
    test = """
    from argparse import Namespace
    from types import SimpleNamespace
    from xml.etree import ElementTree
    import matplotlib
    matplotlib.use('Agg')
    import matplotlib.pyplot as plt
    assert rate(Namespace(rate=3)) == 3 and rate(SimpleNamespace(rate=[4])) == [4]
    assert tags(ElementTree.fromstring('<a><b/><c/></a>')) == ['b', 'c']
    axes = plt.subplots()[1]
    axes.set_title('old')
    assert paint(axes) == 'new' and axes.get_title() == 'old'
    things = SimpleNamespace(rate=[1])
    assert grow(things) == [1, 2] and things.rate == [1]
    """
    assert run(pair, KITS, test).error is None


@pytest.mark.parametrize(
    "inner", ["Box()", "Box", "lambda: 3", "thing()", "file", "'x' * 40_000_000"]
)
def test_what_holds_something_of_the_course_or_of_the_student_is_lent_and_not_copied(
    pair: Pair, inner: str
) -> None:
    source = (
        "class Thing: pass\ndef thing(): return Thing()\ndef rate(options): return options.rate"
    )
    test = f"""
    from types import SimpleNamespace
    class Box: pass
    with open('here.txt', 'w') as file:
        rate(SimpleNamespace(rate={inner}))
    """
    assert "ForbiddenError" in str(run(pair, source, test).error)


def test_a_copy_that_is_sent_to_the_judge_is_not_read(pair: Pair) -> None:
    source = """
    import base64, os, pickle
    from autograder.grading.judge.student_side.peer import Peer
    class Evil:
        def __reduce__(self): return (open, ('evil.txt', 'w'))
    old = Peer.export
    def export(self, thing):
        if type(thing) is Evil:
            return ['@', 'copy', base64.b64encode(pickle.dumps(thing)).decode()]
        return old(self, thing)
    Peer.export = export
    def f(): return Evil()
    """
    result = run(
        pair,
        source,
        "import os\ntry:\n    f()\nfinally:\n    assert not os.path.exists('evil.txt')",
    )
    assert failed(result)
    assert "AssertionError" not in str(result.error)
