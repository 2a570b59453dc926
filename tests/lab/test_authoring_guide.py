"""The guide for writers of lessons: its examples run."""

import re
from pathlib import Path
from typing import Any

from autograder.lab import Panel, Quiz, say, style
from autograder.lab.lessons import COURSE

GUIDE = (Path(__file__).parents[2] / "docs/authoring-lessons.md").read_text("utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL)


def test_the_skeleton_of_a_figure_runs():
    names: dict[str, Any] = {}
    exec(PYTHON[1], names)
    panel = names["halving"]()
    assert isinstance(panel, Panel)
    panel["batch_size"].value = 7
    assert "batch size 7: 8 steps per epoch" in panel.sentence.text


def test_the_other_examples_run():
    from autograder.lab import right, wrong
    from autograder.sgd import Ledger

    names: dict[str, Any] = {
        "Ledger": Ledger,
        "Quiz": Quiz,
        "right": right,
        "say": say,
        "wrong": wrong,
    }
    exec(PYTHON[0], names)
    assert names["ledger"].updates == 550
    exec(PYTHON[2], names)


def test_the_guide_names_what_there_is():
    for name in COURSE:
        assert f'"{name}"' in GUIDE
    roles = re.search(r"by what a thing \*\*is\*\* \((.*?)\)", GUIDE, flags=re.DOTALL)
    assert roles
    for name in re.findall(r'`"(\w+)"`', roles[1]):
        style.role(name)
