"""The working folder: what is new is copied, what is unedited follows the course, what was edited stays."""

import json

import pytest

from autograder.material.work import RECORD, hand_out


def notebook(*sources: str, output: str = "") -> bytes:
    cells = [
        {"cell_type": "code", "source": source.splitlines(keepends=True), "outputs": [output]}
        for source in sources
    ]
    return json.dumps({"cells": cells}).encode()


V1, V2, V3 = (notebook(f"version {number}") for number in (1, 2, 3))


@pytest.fixture
def folder(tmp_path):
    """A working folder that was given version 1 of ps1."""
    hand_out({"ps1/ps1.ipynb": V1}, tmp_path)
    return tmp_path


def test_new_files_are_copied_and_said(tmp_path):
    assert hand_out({"ps1/ps1.ipynb": V1}, tmp_path).new == ["ps1/ps1.ipynb"]
    assert (tmp_path / "ps1/ps1.ipynb").read_bytes() == V1


def test_what_nobody_edited_follows_the_course(folder):
    assert hand_out({"ps1/ps1.ipynb": V2}, folder).updated == ["ps1/ps1.ipynb"]
    assert (folder / "ps1/ps1.ipynb").read_bytes() == V2


def test_a_notebook_that_was_only_run_counts_as_unedited(folder):
    (folder / "ps1/ps1.ipynb").write_bytes(notebook("version 1", output="42"))
    assert hand_out({"ps1/ps1.ipynb": V2}, folder).updated == ["ps1/ps1.ipynb"]


def test_beside_an_edited_file_the_new_version_is_put_once(folder):
    mine = folder / "ps1/ps1.ipynb"
    mine.write_bytes(b"mine")
    assert hand_out({"ps1/ps1.ipynb": V2}, folder).beside == {"ps1/ps1.ipynb": "ps1/ps1-new.ipynb"}
    assert (folder / "ps1/ps1-new.ipynb").read_bytes() == V2
    again = hand_out({"ps1/ps1.ipynb": V2}, folder)
    assert (again.new, again.updated, again.beside) == ([], [], {})
    assert mine.read_bytes() == b"mine"


def test_a_version_beside_it_is_replaced_unless_it_was_edited_too(folder):
    (folder / "ps1/ps1.ipynb").write_bytes(b"mine")
    hand_out({"ps1/ps1.ipynb": V2}, folder)
    hand_out({"ps1/ps1.ipynb": V3}, folder)
    assert (folder / "ps1/ps1-new.ipynb").read_bytes() == V3
    (folder / "ps1/ps1-new.ipynb").write_bytes(b"mine too")
    assert hand_out({"ps1/ps1.ipynb": V1}, folder).beside["ps1/ps1.ipynb"] == "ps1/ps1-new2.ipynb"
    assert (folder / "ps1/ps1-new.ipynb").read_bytes() == b"mine too"


def test_a_file_that_was_removed_comes_back(folder):
    (folder / "ps1/ps1.ipynb").unlink()
    assert hand_out({"ps1/ps1.ipynb": V1}, folder).new == ["ps1/ps1.ipynb"]


@pytest.mark.parametrize(
    "record", ["", "[]", "{", '{"ps1/ps1.ipynb": 3}', '{"ps1/ps1.ipynb": [1]}']
)
def test_without_a_record_whatever_differs_is_the_students(folder, record):
    (folder / RECORD).write_text(record)
    done = hand_out({"ps1/ps1.ipynb": V2}, folder)
    assert (folder / "ps1/ps1.ipynb").read_bytes() == V1
    assert (folder / done.beside["ps1/ps1.ipynb"]).read_bytes() == V2


def test_without_a_record_what_is_the_same_is_left(folder):
    (folder / RECORD).unlink()
    done = hand_out({"ps1/ps1.ipynb": V1}, folder)
    assert (done.new, done.updated, done.beside) == ([], [], {})


def test_links_and_folders_are_never_written_through(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "ps1.ipynb"
    elsewhere.write_bytes(V1)
    place = folder / "ps1/ps1.ipynb"
    place.unlink()
    place.symlink_to(elsewhere)
    hand_out({"ps1/ps1.ipynb": V2}, folder)
    assert elsewhere.read_bytes() == V1
    assert place.is_symlink()
    place.unlink()
    place.mkdir()
    hand_out({"ps1/ps1.ipynb": V3}, folder)
    assert place.is_dir()


def test_a_dangling_link_counts_as_work(folder):
    place = folder / "ps1/ps1.ipynb"
    place.unlink()
    place.symlink_to(folder / "gone")
    hand_out({"ps1/ps1.ipynb": V2}, folder)
    assert place.is_symlink()
    assert not (folder / "gone").exists()
