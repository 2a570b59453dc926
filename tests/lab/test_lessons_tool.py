"""Reading, tidying and indexing lessons."""

import json

import pytest

from autograder.lab import lessons

COURSE = {
    "title": "A title",
    "idea": "An idea.",
    "shows": "A figure.",
    "minutes": 20,
    "needs": ["lesson 0"],
    "misconceptions": [],
    "claims": [],
}


def notebook(**course) -> dict:
    """A notebook as JupyterLab leaves it: run, with stray metadata."""
    return {
        "cells": [
            {"cell_type": "markdown", "id": "a", "metadata": {"editable": True}, "source": "# 1"},
            {
                "cell_type": "code",
                "id": "b",
                "metadata": {"tags": ["claim:first-1"], "scrolled": True},
                "execution_count": 7,
                "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}],
                "source": ["x = 1\n", "x"],
            },
            {
                "cell_type": "code",
                "id": "c",
                "metadata": {},
                "execution_count": 8,
                "outputs": [],
                "source": "Quiz()",
            },
        ],
        "metadata": {"course": COURSE | course, "widgets": {}, "language_info": {"version": "3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def test_tidy_keeps_text_and_course_and_nothing_of_a_run():
    tidy = lessons.tidy(notebook())
    markdown, code, quiz = tidy["cells"]
    assert markdown["metadata"] == {}
    assert code["metadata"] == {"tags": ["claim:first-1"]}
    assert (code["execution_count"], code["outputs"]) == (None, [])
    assert code["source"] == ["x = 1\n", "x"]
    assert quiz["metadata"] == {"jupyter": {"source_hidden": True}}
    assert set(tidy["metadata"]) == {"course", "kernelspec", "language_info"}
    assert lessons.tidy(tidy) == tidy


def test_index_lists_lessons_in_order(tmp_path):
    for number, title in ((10, "Ten"), (2, "Two")):
        path = tmp_path / f"{number:02}_name.ipynb"
        path.write_text(json.dumps(notebook(title=title)), "utf-8")
    found = lessons.read(tmp_path)
    assert [lesson.number for lesson in found] == [2, 10]
    text = lessons.index(found)
    assert "| 2 | [Two](02_name.ipynb) | An idea. | 20 | lesson 0 |" in text
    assert "![A figure.](../docs/images/lesson-02.png)" in text
    assert text.index("[Two]") < text.index("[Ten]")


def test_a_lesson_without_its_metadata_is_named(tmp_path):
    broken = notebook()
    del broken["metadata"]["course"]["minutes"]
    (tmp_path / "03_broken.ipynb").write_text(json.dumps(broken), "utf-8")
    with pytest.raises(ValueError, match=r"03_broken.ipynb: metadata 'course' lacks minutes"):
        lessons.read(tmp_path)
