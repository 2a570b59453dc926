"""What tests put in another's place: input, output, files, helpers, variables of the student."""

from tests.specimens.idioms.idiom import idiom

REPLACING = [
    idiom(
        "a global variable that the test alone defines",
        "def scaled(v):\n    return [factor * x for x in v]",
        "def scaled(v):\n    return [2 * x for x in v]",
        """
        factor = 3
        assert scaled([1, 2]) == [3, 6]
        factor = 5
        assert scaled([1, 2]) == [5, 10]
        """,
    ),
    idiom(
        "input patched by mock",
        "def ask():\n    return int(input('How many? ')) * 2",
        "def ask():\n    return 2",
        """
        from unittest.mock import patch
        with patch('builtins.input', side_effect=['4', '5']) as fake:
            assert ask() == 8 and ask() == 10
        fake.assert_called_with('How many? ')
        """,
    ),
    idiom(
        "input replaced by assignment",
        "def ask():\n    return input().upper()",
        "def ask():\n    return 'no'",
        "input = lambda prompt='': 'yes'\nassert ask() == 'YES'\ndel input",
    ),
    idiom(
        "input from sys.stdin",
        """
        import sys
        def total():
            a = int(input())
            return a + sum(int(line) for line in sys.stdin)
        """,
        "def total():\n    return 0",
        """
        import io, sys
        before, sys.stdin = sys.stdin, io.StringIO('1\\n2\\n3\\n')
        try:
            assert total() == 6
        finally:
            sys.stdin = before
        """,
    ),
    idiom(
        "print patched by mock",
        "def greet(name):\n    print('Hello,', name)",
        "def greet(name):\n    return f'Hello, {name}'",
        """
        from unittest.mock import patch
        with patch('builtins.print') as fake:
            greet('Ada')
        fake.assert_called_once_with('Hello,', 'Ada')
        """,
    ),
    idiom(
        "standard output redirected",
        "def greet(name):\n    print(f'Hello, {name}')",
        "def greet(name):\n    print('Hello')",
        """
        from contextlib import redirect_stdout
        from io import StringIO
        out = StringIO()
        with redirect_stdout(out):
            greet('Ada')
            greet('Grace')
        assert out.getvalue() == 'Hello, Ada\\nHello, Grace\\n'
        """,
    ),
    idiom(
        "a file that the test writes",
        """
        def lines(path):
            with open(path) as file:
                return len(file.readlines())
        """,
        """
        def lines(path):
            with open(path) as file:
                return len(file.read())
        """,
        "with open('data.txt', 'w') as file:\n    file.write('a\\nbb\\n')\nassert lines('data.txt') == 2",
    ),
    idiom(
        "a file that the student writes",
        """
        def save(path, text):
            with open(path, 'w') as file:
                file.write(text)
        """,
        "def save(path, text):\n    open(path, 'w').close()",
        """
        from pathlib import Path
        save('out.txt', 'hi')
        assert Path('out.txt').read_text() == 'hi'
        """,
    ),
    idiom(
        "a helper deleted and put back",
        """
        def square(x):
            return x * x
        def total(xs):
            return sum(square(x) for x in xs)
        """,
        """
        def square(x):
            return x * x
        def total(xs):
            return sum(x * x for x in xs)
        """,
        """
        original = square
        del square
        try:
            total([1, 2])
        except NameError:
            pass
        else:
            raise AssertionError('total does not use square')
        finally:
            square = original
        assert total([1, 2]) == 5 and square(3) == 9
        """,
    ),
    idiom(
        "a helper replaced",
        """
        def square(x):
            return x * x
        def total(xs):
            return sum(square(x) for x in xs)
        """,
        """
        def square(x):
            return x * x
        def total(xs):
            return sum(x * x for x in xs)
        """,
        """
        from unittest.mock import MagicMock
        original, square = square, MagicMock(return_value=10)
        try:
            assert total([1, 2]) == 20 and square.call_count == 2
        finally:
            square = original
        assert total([1, 2]) == 5
        """,
    ),
    idiom(
        "a helper patched in __main__",
        "def roll():\n    return 3\ndef game():\n    return roll() + roll()",
        "def roll():\n    return 3\ndef game():\n    return 6",
        """
        from unittest.mock import patch
        with patch('__main__.roll', side_effect=[1, 2]):
            assert game() == 3
        assert game() == 6
        """,
    ),
    idiom(
        "a library function patched",
        """
        import random
        def coin():
            return 'heads' if random.random() < 0.5 else 'tails'
        """,
        "def coin():\n    return 'heads'",
        """
        import random
        from unittest.mock import patch
        with patch('random.random', return_value=0.9):
            assert coin() == 'tails'
        random.random, before = (lambda: 0.1), random.random
        try:
            assert coin() == 'heads'
        finally:
            random.random = before
        """,
    ),
    idiom(
        "the student's variables",
        "answer = 42\nnames = ['a', 'b']\nresult: float = 1.5",
        "answer = 41\nnames = []\nresult = 2",
        "assert answer == 42 and names == ['a', 'b'] and result == 1.5",
    ),
    idiom(
        "an import made by the student",
        "import math\nimport numpy as np\ndef circle(r):\n    return math.pi * r * r",
        "import numpy as np\ndef circle(r):\n    return 3 * r * r",
        "assert np.isclose(circle(2), 4 * np.pi) and type(np).__name__ == 'module'",
    ),
    idiom(
        "global variables reset",
        """
        counter, rate, log = 5, 0.5, []
        class Log(list): pass
        def bump():
            global counter
            counter += 1
            return counter
        def tax(x): return x * rate
        def note(text): log.append(text)
        """,
        """
        counter, rate, log = 5, 0.5, []
        class Log(list): pass
        def bump(): return 6
        def tax(x): return x * 0.5
        def note(text): pass
        """,
        """
        from unittest.mock import patch
        assert bump() == 6 and tax(10) == 5
        counter = 0
        bump()
        assert counter == 1 and bump() == 2
        counter += 10
        assert bump() == 13
        globals()['counter'] = 20
        assert bump() == 21
        rate = 0.1
        assert tax(10) == 1
        with patch('__main__.rate', 2):
            assert tax(10) == 20
        with patch.dict(globals(), rate=3):
            assert tax(10) == 30
        assert tax(10) == 1
        def reset():
            global counter, log
            counter, log = 0, []
        reset()
        note('a')
        assert bump() == 1 and log == ['a']
        log.clear()
        note('b')
        assert log == ['b']
        log = Log()
        note('c')
        assert log == ['c'] and isinstance(log, Log)
        """,
    ),
    idiom(
        "a global variable deleted",
        """
        total = 0
        def add(x):
            global total
            total += x
            return total
        """,
        "def add(x): return x",
        """
        total = 5
        assert add(1) == 6
        del total
        with pytest.raises(NameError):
            add(1)
        """,
        "import pytest\n",
    ),
    idiom(
        "environment variables",
        "import os\ndef home():\n    return os.environ['COURSE_HOME']",
        "def home():\n    return '/'",
        """
        import os
        from unittest.mock import patch
        with patch.dict('os.environ', COURSE_HOME='/course'):
            assert home() == '/course'
        """,
    ),
]
