"""The student's folder: which file is the notebook, which files come along, what is left outside."""

import errno
import os
from pathlib import Path

import nbformat
import pytest

from autograder.grading.intake.reading import UnreadableError, read_file
from autograder.grading.intake.submission import Submission, find_submission
from tests.grading import small_course

IDS = {"small": {"squares", "test_squares"}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "submitted"
    place.mkdir()
    return place


def find(folder: Path) -> Submission:
    return find_submission("ann", folder, ["small"], IDS)


def put(folder: Path, name: str, mine: bool = True) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(small_course.source_notebook() if mine else nbformat.v4.new_notebook(), path)
    return path


@pytest.mark.parametrize(
    "name",
    [
        "small (1).ipynb",
        "small-Copy1.ipynb",
        "Small.ipynb",
        "ann_final.ipynb",
        "small/small.ipynb",
        "größe 😀.IPYNB",
        "small.ipynb.txt",
        "small.ipynb.json",
        "small.ipynb.ipynb",
        "small.ipynb.download",
        "small.ipynb.crdownload",
        "small.ipynb.bak",
        "small.txt",
        "ps/homework",
    ],
)
def test_a_renamed_notebook_is_found_and_said(name: str, folder: Path) -> None:
    path = put(folder, name)
    found = find(folder)
    assert found.notebooks == {"small": path}
    assert "was taken for small.ipynb" in found.notes[0]


def test_a_file_that_is_no_notebook_by_name_is_one_if_it_holds_its_cells(folder: Path) -> None:
    (folder / "settings.json").write_text("{}")
    (folder / "small.json").write_text('{"cells": []}')
    put(folder, "theirs.txt", mine=False)
    assert "holds no notebook" in find(folder).problem
    path = put(folder, "mine.txt")
    found = find(folder)
    assert found.notebooks == {"small": path}
    assert {extra.name for extra in found.extras} == {"settings.json", "small.json", "theirs.txt"}


def test_a_broken_notebook_of_such_a_name_is_said_to_be_broken(folder: Path) -> None:
    path = folder / "small.ipynb.txt"
    path.write_text('{"cells": [')
    assert find(folder).notebooks == {"small": path}


def test_a_name_of_many_suffixes_is_read_at_once(folder: Path) -> None:
    put(folder, " copy   (1)" * 20 + "x.ipynb", mine=False)
    path = put(folder, "small" + "-Copy1 (2) copy" * 15 + ".ipynb", mine=False)
    assert find(folder).notebooks == {"small": path}


def test_the_right_name_wins_over_copies(folder: Path) -> None:
    right = put(folder, "small.ipynb")
    put(folder, "small-Copy1.ipynb")
    assert find(folder).notebooks == {"small": right}
    assert find(folder).notes == ()


def test_of_two_other_names_the_one_with_the_assignments_cells_is_it(folder: Path) -> None:
    put(folder, "scratch.ipynb", mine=False)
    path = put(folder, "work.ipynb")
    assert find(folder).notebooks == {"small": path}


def test_each_of_several_lost_notebooks_is_known_by_its_cells_before_one_is_guessed(
    folder: Path,
) -> None:
    path = put(folder, "second (1).ipynb")
    found = find_submission("ann", folder, ["first", "small"], {"first": {"f1"}} | IDS)
    assert found.notebooks == {"small": path}
    other = put(folder, "something.ipynb", mine=False)
    found = find_submission("ann", folder, ["first", "small"], {"first": {"f1"}} | IDS)
    assert found.notebooks == {"small": path, "first": other}


def test_a_notebook_whose_cells_have_odd_names_is_looked_into(folder: Path) -> None:
    odd = small_course.source_notebook()
    odd.cells[0].metadata["nbgrader"] = {"grade_id": ["squares"]}
    nbformat.write(odd, folder / "one.ipynb")
    put(folder, "two.ipynb", mine=False)
    assert find(folder).notebooks == {"small": folder / "one.ipynb"}


def test_of_a_notebook_that_is_too_large_nothing_is_read(folder: Path) -> None:
    for name in ("small.ipynb", "timestamp.txt"):
        with (folder / name).open("wb") as file:
            file.truncate(2**40)
    found = find(folder)
    first = found.fingerprint()
    assert find(folder).fingerprint() == first
    with (folder / "small.ipynb").open("r+b") as file:
        file.truncate(2**39)
    assert find(folder).fingerprint() != first
    with pytest.raises(UnreadableError, match="too large: 549756 MB"):
        read_file(found.notebooks["small"])


def test_a_path_that_is_too_long_is_left_out_and_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(folder, "small.ipynb")
    (folder / "data.csv").touch()
    monkeypatch.chdir(folder)
    for _ in range(20):
        Path("d" * 200).mkdir()
        Path("d" * 200, "data.csv").touch()
        os.chdir("d" * 200)
    os.chdir(folder)
    found = find(folder)
    assert found.notebooks == {"small": path}
    assert len(found.extras) == 10
    assert "data.csv, data.csv, data.csv and" in found.notes[0]
    assert "path is too long" in found.notes[0]


def test_what_cannot_be_looked_at_is_left_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, lstat = put(folder, "small.ipynb"), Path.lstat
    (folder / "data.csv").touch()

    def refused(self: Path) -> os.stat_result:
        if self.name == "data.csv":
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return lstat(self)

    monkeypatch.setattr(Path, "lstat", refused)
    found = find(folder)
    assert (found.notebooks, found.extras) == ({"small": path}, ())
    assert "data.csv cannot be read" in found.notes[0]


def test_two_candidates_are_not_guessed_between(folder: Path) -> None:
    put(folder, "one.ipynb")
    put(folder, "two.ipynb")
    assert find(folder).notebooks == {}
    assert "not clear which of one.ipynb, two.ipynb" in find(folder).problem


def test_what_is_not_there_is_said(folder: Path) -> None:
    assert find(folder / "nowhere").problem == "Nothing was handed in."
    assert find(folder).problem == "The folder is empty."
    (folder / "answer.docx").write_bytes(b"PK")
    assert find(folder).problem == "The folder holds no notebook; small.ipynb was expected."


def test_a_folder_of_nothing_to_take_is_not_called_empty(folder: Path) -> None:
    os.mkfifo(folder / "small.ipynb")
    assert find(folder).problem.endswith("small.ipynb is no ordinary file and was left out.")
    assert not find(folder).missing


def test_many_or_large_files_do_not_hide_the_notebook(folder: Path) -> None:
    for number in range(1100):
        (folder / f"{number:04}.txt").write_text("1")
    with (folder / "0large.bin").open("wb") as file:
        file.truncate(5 * 2**30)
    path = put(folder, "small.ipynb")
    found = find(folder)
    assert found.notebooks == {"small": path}
    assert len(found.extras) == 1000
    assert found.notes[0].startswith("0large.bin, 1000.txt, 1001.txt and 98 more was left out")


def test_what_lies_in_a_folder_named_like_a_notebook_stays_there(folder: Path) -> None:
    (folder / "small.ipynb").mkdir()
    (folder / "small.ipynb" / "data.csv").write_text("1")
    path = put(folder / "small.ipynb", "small.ipynb")
    assert find(folder).notebooks == {"small": path}
    assert find(folder).extras == ()


@pytest.mark.parametrize("linked", ["the student's folder", "the assignment's folder"])
def test_a_folder_that_is_a_link_gets_nobody_anothers_work(linked: str, tmp_path: Path) -> None:
    put(tmp_path / "bob" / "small", "small.ipynb")
    if linked == "the student's folder":
        (tmp_path / "ann").symlink_to(tmp_path / "bob")
    else:
        (tmp_path / "ann").mkdir()
        (tmp_path / "ann" / "small").symlink_to(tmp_path / "bob" / "small")
    found = find(tmp_path / "ann" / "small")
    assert found.blocked
    assert "is a link" in found.problem
    assert found.notebooks == {}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_cannot_be_read_is_said(folder: Path) -> None:
    put(folder, "small.ipynb").chmod(0)
    assert "small.ipynb cannot be read" in find(folder).problem
    folder.chmod(0)
    assert find(folder).blocked
    folder.chmod(0o755)


def test_links_pipes_and_caches_stay_outside(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "gradebook.db"
    secret.write_text("secret")
    put(folder, "small.ipynb")
    (folder / "data.csv").write_text("1,2")
    (folder / "link.csv").symlink_to(secret)
    (folder / "linked").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    put(folder, ".ipynb_checkpoints/small-checkpoint.ipynb")
    found = find(folder)
    assert [p.name for p in found.extras] == ["data.csv"]
    assert "no ordinary file" in found.notes[0]
    found.copy_extras(tmp_path / "copy")
    assert [p.name for p in (tmp_path / "copy").rglob("*")] == ["data.csv"]


def test_a_linked_notebook_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "small.ipynb").symlink_to(put(tmp_path, "source.ipynb"))
    assert find(folder).notebooks == {}


def test_the_fingerprint_changes_with_what_was_handed_in(folder: Path) -> None:
    path = put(folder, "small.ipynb")
    first = find(folder).fingerprint()
    assert find(folder).fingerprint() == first
    path.write_bytes(path.read_bytes() + b"\n")
    second = find(folder).fingerprint()
    (folder / "timestamp.txt").write_text("2030-01-01 00:00:00 UTC")
    assert len({first, second, find(folder).fingerprint()}) == 3
