"""The request that docs/judge.md shows is the one that crosses the socket."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.judge.judge_side.judge import Judge
from autograder.grading.judge.names import names_of
from tests.judge.conftest import Pair

PAGE = Path(__file__).resolve().parents[2] / "docs" / "judge.md"
SOURCE = """
def scale(xs, by):
    xs.append(9)
    return [x * by for x in xs]
"""


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found
    return found.group(1)


def seen(node: Any) -> Any:
    """A message without what differs from run to run, and from one Python to the next."""
    if isinstance(node, float):  # the seconds that are left
        return 0.0
    if isinstance(node, dict):
        return {key: seen(item) for key, item in node.items()}
    if isinstance(node, list) and node and all(re.match("__", str(item)) for item in node):
        return ["__call__"] if "__call__" in node else []
    return [seen(item) for item in node] if isinstance(node, list) else node


def test_the_example_of_the_page_is_what_crosses(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge: Judge = pair(SOURCE, names=names_of([SOURCE]))
    crossed: list[Any] = []
    send, receive = judge.link._send, judge.link._receive

    def sending(message: list[Any], payload: bytes) -> None:
        crossed.append(message)
        send(message, payload)

    def receiving(until: float | None) -> tuple[list[Any], bytes]:
        message, payload = receive(until)
        crossed.append(message)
        return message, payload

    monkeypatch.setattr(judge.link, "_send", sending)
    monkeypatch.setattr(judge.link, "_receive", receiving)
    assert judge.run_cell(block("python")).error is None
    shown = [json.loads(line) for line in block("json").splitlines()]
    assert seen(crossed) == seen(shown)
