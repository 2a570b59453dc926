"""Every lesson runs top to bottom, quietly, and still says something as a static page."""

import pytest

from autograder.lab.lessons import Lesson
from tests.lessons.executed import LESSONS, run

pytestmark = pytest.mark.slow

WIDGET = "application/vnd.jupyter.widget-view+json"
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=[x.path.stem for x in LESSONS])


def outputs(lesson: Lesson):
    return [
        out for cell in run(lesson.path).cells if cell.cell_type == "code" for out in cell.outputs
    ]


@pytest.mark.timeout(120)
@each_lesson
def test_runs_top_to_bottom_without_a_word_on_stderr(lesson):
    streams = [out for out in outputs(lesson) if out.output_type == "stream"]
    assert [out.text for out in streams if out.name != "stdout"] == []
    counts = [cell.execution_count for cell in run(lesson.path).cells if cell.cell_type == "code"]
    assert counts == list(range(2, len(counts) + 2))


@each_lesson
def test_every_widget_has_something_to_show_without_a_kernel(lesson):
    shown = [out for out in outputs(lesson) if WIDGET in out.get("data", {})]
    assert shown
    for out in shown:
        if "image/png" in out.data:
            assert len(out.metadata["image/png"]["alt"]) > 40
        else:
            assert "<details>" in out.data["text/html"]


@each_lesson
def test_has_a_figure_with_sliders(lesson):
    assert any("image/png" in out.data for out in outputs(lesson) if WIDGET in out.get("data", {}))


@each_lesson
def test_numbers_in_text_are_shown_as_results(lesson):
    said = [out for out in outputs(lesson) if "text/markdown" in out.get("data", {})]
    assert said, "no cell says a computed number with say(…)"
    for out in said:
        text = out.data["text/markdown"]
        assert "nan" not in text.split()
        assert "{" not in text.replace("{,}", ""), f"an f-string without its f: {text}"
