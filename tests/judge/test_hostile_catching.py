"""What says that there is no verdict is no exception of the student's, and no name of his decides which tests run."""

import pytest

from tests.judge.conftest import Pair
from tests.judge.test_hostile import failed, run

pytestmark = pytest.mark.usefixtures("judge_folder")

UNCOMPARABLE = """
def deep(x):
    r = []
    for _ in range(5000):
        r = [r]
    return r
def large(x): return 'x' * (40 << 20)
def hang(x):
    while True: pass
"""
CATCHING = [
    "raised = False\ntry:\n    f(-1)\nexcept:\n    raised = True\nassert raised",
    "try:\n    f(-1)\nexcept BaseException as error:\n    assert error\nelse:\n    raise AssertionError",
    "with pytest.raises(BaseException):\n    f(-1)",
]


@pytest.mark.parametrize("name", ["deep", "large", "hang"])
@pytest.mark.parametrize("test", CATCHING)
def test_an_answer_that_cannot_be_had_is_no_exception_of_the_students(
    pair: Pair, name: str, test: str
) -> None:
    first, second = run(pair, UNCOMPARABLE, test.replace("f(", f"{name}("), "assert 1", seconds=1.0)
    assert failed(first)
    assert second.error is None


@pytest.mark.parametrize("test", CATCHING)
def test_whatever_the_student_raises_is_one(pair: Pair, test: str) -> None:
    source = "def f(x):\n    raise {}\nclass E(BaseException): pass"
    for kind in ("ValueError", "E", "SystemExit"):
        assert run(pair, source.format(kind), test).error is None, kind


@pytest.mark.parametrize("name", ["load_tests", "setUpModule", "tearDownModule"])
def test_no_function_of_the_students_decides_which_tests_run(pair: Pair, name: str) -> None:
    source = f"""
    class Suite:
        def __init__(self, *args): pass
        def __call__(self, result, *args): return result
        run = __call__
        def countTestCases(self): return 0
        def __iter__(self): return iter([])
    def f(x): return 8
    {name} = Suite
    """
    test = """
    import io
    class T(unittest.TestCase):
        def test_it(self): self.assertEqual(f(3), 9)
    main = unittest.main(argv=['x'], exit=False, testRunner=unittest.TextTestRunner(stream=io.StringIO()))
    assert main.result.wasSuccessful()
    """
    assert failed(run(pair, source, test))
    assert run(pair, source.replace("8", "9"), test).error is None
