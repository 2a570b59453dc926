"""The form of a lesson: metadata, order of cells, bullets, questions, links, and the index."""

import ast
import re

import pytest

from autograder.lab import lessons
from autograder.lab.lessons import Lesson
from tests.lessons.executed import FOLDER, LESSONS

SECTIONS = ["Three questions", "What you can do now", "Further reading", "Now do"]
LINES_PER_MINUTE = 8  # of code, beside text, figures and questions
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=[x.path.stem for x in LESSONS])


def text(cell) -> str:
    return "".join(cell["source"])


def markdown(lesson: Lesson) -> str:
    return "\n\n".join(text(c) for c in lesson.cells if c["cell_type"] == "markdown")


def bullets(block: str) -> list[str]:
    return re.findall(r"^- (.+)$", block, flags=re.MULTILINE)


def section(lesson: Lesson, heading: str) -> str:
    return markdown(lesson).split(f"## {heading}\n")[1].split("\n## ")[0]


def test_lessons_are_numbered_without_a_gap():
    assert [lesson.number for lesson in LESSONS] == list(range(len(LESSONS)))


def test_index_is_the_one_made_from_the_metadata():
    written = (FOLDER / "README.md").read_text("utf-8")
    assert written == lessons.index(LESSONS), "run: python -m autograder.lab.lessons index"


@each_lesson
def test_committed_without_outputs_and_with_minimal_metadata(lesson):
    assert lessons.tidy(lesson.notebook) == lesson.notebook, (
        "run: python -m autograder.lab.lessons tidy"
    )
    ids = [cell["id"] for cell in lesson.cells]
    assert len(set(ids)) == len(ids)


@each_lesson
def test_metadata_says_what_the_first_cell_says(lesson):
    course, first = lesson.course, text(lesson.cells[0])
    assert first.splitlines()[0] == f"# {lesson.number} · {course['title']}"
    assert course["idea"] in first
    assert f"**Minutes** {course['minutes']}" in first
    assert 15 <= course["minutes"] <= 25
    for need in course["needs"]:
        number = int(need.removeprefix("lesson "))
        assert number < lesson.number
        assert re.search(rf"\*\*You need\*\* [^\n]*lessons? [^\n]*{number}", first)


@each_lesson
def test_imports_come_first_and_all_at_once(lesson):
    assert lesson.cells[1]["cell_type"] == "code"
    for cell in lesson.cells[2:]:
        if cell["cell_type"] == "code":
            tree = ast.parse(text(cell))
            assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)


@each_lesson
def test_closes_with_the_bullets_it_opened_with(lesson):
    opening = bullets(text(lesson.cells[0]))
    assert 3 <= len(opening) <= 4
    assert bullets(section(lesson, "What you can do now")) == opening


@each_lesson
def test_sections_stand_in_their_order_and_now_do_is_last(lesson):
    headings = re.findall(r"^## (.+)$", markdown(lesson), flags=re.MULTILINE)
    assert headings[-len(SECTIONS) :] == SECTIONS
    assert text(lesson.cells[-1]).startswith("## Now do")


@each_lesson
def test_asks_three_questions_each_in_a_cell_of_its_own(lesson):
    start = next(i for i, c in enumerate(lesson.cells) if "## Three questions" in text(c))
    questions = [c for c in lesson.cells[start:] if c["cell_type"] == "code"]
    assert len(questions) == 3
    for cell in questions:
        assert text(cell).startswith("Quiz(")


@each_lesson
def test_reader_is_told_what_to_try(lesson):
    assert len(re.findall(r"^\d\. ", markdown(lesson).split("**Try**")[1], re.MULTILINE)) >= 2


@each_lesson
def test_there_is_time_to_read_the_code(lesson):
    shown = [
        c
        for c in lesson.cells
        if c["cell_type"] == "code" and not c["metadata"].get("jupyter", {}).get("source_hidden")
    ]
    lines = sum(bool(line.strip()) for cell in shown for line in text(cell).splitlines())
    assert lines <= LINES_PER_MINUTE * lesson.course["minutes"]


@each_lesson
def test_links_to_files_of_the_course_lead_somewhere(lesson):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", markdown(lesson)):
        if not target.startswith("http"):
            assert (FOLDER / target).exists(), target


@each_lesson
def test_further_reading_names_sources(lesson):
    assert len(bullets(section(lesson, "Further reading"))) >= 2
    assert "](" in section(lesson, "Further reading")


@each_lesson
def test_text_is_calm(lesson):
    prose = re.sub(r"`[^`]*`", "", markdown(lesson)).replace("![", "[")
    assert "!" not in prose
