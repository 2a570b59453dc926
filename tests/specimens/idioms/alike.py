"""What compares equal, or is of a class, in the kernel must be so in the judge."""

from tests.specimens.idioms.idiom import idiom

ALIKE = [
    idiom(
        "views of a dictionary",
        "d = {'a': 1, 'b': 2}\ndef names(): return d.keys()\ndef pairs(): return d.items()",
        "d = {'a': 1, 'c': 2}\ndef names(): return d.keys()\ndef pairs(): return d.items()",
        """
        assert names() == {'a', 'b'} and pairs() == {('a', 1), ('b', 2)}
        assert names() == {'b': 0, 'a': 0}.keys() and names() >= {'a'} and names() - {'a'} == {'b'}
        """,
    ),
    idiom(
        "wrappers of plain types",
        "from collections import UserDict, UserList\nrow, table = UserList([1, 2]), UserDict(a=1)",
        "from collections import UserDict, UserList\nrow, table = UserList([1, 3]), UserDict(a=1)",
        "assert row == [1, 2] and table == {'a': 1} and len(row) == 2",
    ),
    idiom(
        "classes of the standard library",
        "from collections import Counter, defaultdict\nc = Counter('aab')\nd = defaultdict(list)\nd[1].append(2)",
        "c = {'a': 2, 'b': 1}\nd = {1: [2]}",
        """
        from collections import Counter, defaultdict
        assert isinstance(c, Counter) and isinstance(d, defaultdict) and type(c) == Counter
        assert c == Counter('aab') and c.most_common(1) == [('a', 2)] and d == {1: [2]}
        """,
    ),
    idiom(
        "a plot and its class",
        "fig, ax = plt.subplots()\nax.plot([1, 2], [3, 4])\nax.set_title('T')",
        "fig, ax = plt.subplots()\nax.plot([1, 2], [3, 5])\nax.set_title('T')",
        """
        import unittest
        from matplotlib.figure import Figure
        unittest.TestCase().assertIsInstance(fig, Figure)
        assert isinstance(ax, plt.Axes) and ax.get_title() == 'T' and ax.lines[0].get_ydata()[1] == 4
        """,
        "import matplotlib.pyplot as plt",
    ),
    idiom(
        "data that set-up cells give and the answer changes",
        """
        rows.sort()
        table['c'] = 3
        table.pop('a')
        total = 5
        random.Random(0).shuffle(deck)
        """,
        "total = 5",
        """
        assert rows == [1, 2] and table == {'b': 2, 'c': 3} and total == 5
        assert deck != list(range(9)) and sorted(deck) == list(range(9))
        """,
        "import random\nrows = [2, 1]\ntable = {'a': 1, 'b': 2}\ntotal = 0\ndeck = list(range(9))",
    ),
    idiom(
        "a file that the answer has written",
        "with open('out.txt', 'w') as file:\n    file.write('done')",
        "with open('out.txt', 'w') as file:\n    file.write('begun')",
        """
        from pathlib import Path
        assert Path('out.txt').exists() and Path('out.txt').read_text() == 'done'
        """,
    ),
]
