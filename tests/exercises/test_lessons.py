"""Messages name lessons by the titles that these have, and link to them where they are near."""

import json
from pathlib import Path

from autograder.exercises.lessons import TITLES, lesson, link

LESSONS = Path(__file__).parents[2] / "lessons"


def test_titles_are_those_of_the_lessons():
    found = sorted(LESSONS.glob("[0-9][0-9]_*.ipynb"))
    assert found
    for path in found:
        number = int(path.name[:2])
        first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]
        assert "".join(first).splitlines()[0] == f"# {number} · {TITLES[number]}"


def test_a_lesson_is_linked_from_a_folder_near_it(tmp_path, monkeypatch):
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons/04_shuffling.ipynb").write_text("{}")
    (tmp_path / "my_work/ps1").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "my_work/ps1")
    assert link(4) == "../../lessons/04_shuffling.ipynb"
    assert link(5) == ""
    assert lesson(4) == "lesson 4, Shuffling and the epoch"
