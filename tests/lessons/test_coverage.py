"""Every misconception and every claim of the two source answers is settled, and this says where."""

import ast
import re

import pytest

from autograder.exercises import misconceptions
from autograder.lab.claims import CLAIMS
from autograder.lab.lessons import Lesson
from tests.lessons.executed import LESSONS, ROOT

WRITTEN = {lesson.number: lesson for lesson in LESSONS}
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=[x.path.stem for x in LESSONS])


def code(lesson: Lesson) -> list[ast.Module]:
    return [ast.parse("".join(c["source"])) for c in lesson.cells if c["cell_type"] == "code"]


def in_questions(lesson: Lesson) -> set[str]:
    """Ids behind wrong options."""
    return {
        str(keyword.value.value)
        for tree in code(lesson)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "misconception" and isinstance(keyword.value, ast.Constant)
    }


def in_text(lesson: Lesson) -> set[str]:
    """Ids that a paragraph is anchored with."""
    prose = "".join("".join(c["source"]) for c in lesson.cells if c["cell_type"] == "markdown")
    return set(re.findall(r'<a id="([a-z0-9-]+)"></a>', prose))


def in_exercises() -> set[str]:
    """Ids that an exercise's content names."""
    named = set()
    for path in (ROOT / "autograder/exercises").glob("ps*/*.py"):
        named |= set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', path.read_text("utf-8")))
    return named & set(misconceptions())


def where() -> dict[str, list[str]]:
    """Each misconception and the places where a student meets it."""
    places: dict[str, list[str]] = {id: [] for id in misconceptions()}
    for lesson in LESSONS:
        for id in in_questions(lesson):
            places[id].append(f"question in lesson {lesson.number}")
        for id in in_text(lesson):
            places[id].append(f"text of lesson {lesson.number}")
    for id in in_exercises():
        places[id].append("exercise")
    return places


@each_lesson
def test_ids_are_those_of_the_catalogue(lesson):
    known = set(misconceptions())
    assert in_questions(lesson) <= known
    assert in_text(lesson) <= known
    assert set(lesson.course["misconceptions"]) <= known


@each_lesson
def test_what_the_metadata_promises_is_in_the_lesson(lesson):
    found = in_questions(lesson) | in_text(lesson)
    assert set(lesson.course["misconceptions"]) <= found


def test_no_misconception_is_an_orphan():
    orphans = [
        id
        for id, places in where().items()
        if not places and misconceptions()[id].lesson in WRITTEN
    ]
    assert orphans == [], "nobody meets these"


def test_each_lesson_settles_what_the_catalogue_sends_there():
    missing = [
        f"{id} (lesson {entry.lesson})"
        for id, entry in misconceptions().items()
        if entry.lesson in WRITTEN and id not in WRITTEN[entry.lesson].course["misconceptions"]
    ]
    assert missing == []


@each_lesson
def test_claims_are_settled_by_a_cell_that_computes_the_verdict(lesson):
    tagged = {}
    for cell in lesson.cells:
        for tag in cell["metadata"].get("tags", []):
            tagged[tag] = "".join(cell["source"])
    for claim in lesson.course["claims"]:
        source = tagged.get(f"claim:{claim}", "")
        tree = ast.parse(source)
        assert any(isinstance(node, ast.Assert) for node in ast.walk(tree)), claim


def test_every_claim_is_settled_in_its_lesson():
    settled = {claim: lesson.number for lesson in LESSONS for claim in lesson.course["claims"]}
    assert settled == {name: claim.lesson for name, claim in CLAIMS.items()}


def test_the_audit_has_a_verdict_on_every_claim():
    computed = set(WRITTEN[10].course["claims"])
    assert {name for name, claim in CLAIMS.items() if not claim.verdict} == computed
