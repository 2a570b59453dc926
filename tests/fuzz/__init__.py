"""Whatever arrives from a student's program or a platform ends in an answer or in the error that is documented.

The tests here draw such inputs: right ones that were changed in a few places, and any at all. In an ordinary run
they are always the same; `make fuzz` draws new ones for as long as `FUZZ` says, in seconds for each test.
"""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from autograder.exercises.limit import time_limit

SECONDS = float(os.environ.get("FUZZ", 0))
EXAMPLES = 150
HANGS = 30.0  # seconds of computing after which one input counts as a hang
ODD: list[Any] = [
    *(None, True, False, 0, -1, 1, 2, 4, 5, 2**31, 2**63, 2**64, -(2**63), 10**40, 0.5, -0.0, 1e308),
    *("", "\0", "\ud800", "..", "/", "a" * 300, "code", "markdown", "raw", "mine", "yours", "@", "é", "🙂"),
    *([], {}, [[]], [{}], {"": ""}, [None] * 5, ["@", "mine", 1], {"text/html": []}),
]  # fmt: skip


def fuzz(strategy: st.SearchStrategy[Any], check: Callable[[Any], None]) -> None:
    """Give `check` inputs of this kind; it fails for one that raises what is not documented, or hangs."""
    until = time.monotonic() + SECONDS

    def guarded(drawn: Any) -> None:
        with time_limit(HANGS):
            check(drawn)

    while True:
        slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
        chosen = settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=not SECONDS,
            suppress_health_check=slow,
        )
        test = chosen(given(strategy)(guarded))
        if SECONDS:
            number = secrets.randbits(32)
            print(f"seed {number}")  # pytest shows it where the test fails
            test = seed(number)(test)
        test()
        if time.monotonic() >= until:
            return


texts = st.text(max_size=20)
trees = st.recursive(
    st.sampled_from(ODD) | texts | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def changed(draw: st.DrawFn, right: Any) -> Any:
    """A copy of plain data with a few places put out, doubled, taken from elsewhere or replaced."""
    made = [_copy(right)]
    for _ in range(draw(st.integers(1, 4))):
        holders = list(_holders(made))
        holder = holders[draw(st.integers(0, len(holders) - 1))]
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            continue
        key = keys[draw(st.integers(0, len(keys) - 1))]
        other = holders[draw(st.integers(0, len(holders) - 1))]
        match draw(st.sampled_from(["odd", "odd", "tree", "out", "double", "elsewhere"])):
            case "odd":
                holder[key] = _copy(draw(st.sampled_from(ODD)))
            case "tree":
                holder[key] = _copy(draw(trees))
            case "out" if holder is not made:
                del holder[key]
            case "double" if isinstance(holder, list) and holder is not made:
                holder.insert(key, _copy(holder[key]))
            case "elsewhere":
                holder[key] = _copy(other)
    return made[0]


def _copy(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _copy(item) for key, item in tree.items()}
    return [_copy(item) for item in tree] if isinstance(tree, list) else tree


def _holders(tree: Any) -> Iterator[Any]:
    if isinstance(tree, dict | list):
        yield tree
        for item in tree.values() if isinstance(tree, dict) else tree:
            yield from _holders(item)


@st.composite
def damaged(draw: st.DrawFn, right: bytes) -> bytes:
    """Bytes of which some were changed, cut out or put in."""
    data = bytearray(right)
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(data)))
        size = draw(st.integers(0, 40))
        data[place : place + size] = draw(st.binary(max_size=8))
    return bytes(data)
