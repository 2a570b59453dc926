"""Which files of a download are a submission, and what is never lost of it."""

import zipfile

import pytest

from autograder.grading.course import CourseError
from autograder.platforms.collected import read_record
from tests.platforms.taking import take


def test_the_last_attempt_in_time_is_taken_not_the_last_in_the_zip(course, roster, zipped, right):
    name = "PS_jdoe_attempt_2026-03-0{}-10-00-00_small.ipynb"
    take(course, zipped({name.format(6): right, name.format(5): b"old"}))
    folder = course.folder("submitted", "jdoe", "small")
    assert (folder / "small.ipynb").read_bytes() == right


def test_two_files_for_one_notebook_are_not_guessed(course, roster, zipped, right):
    folder = "Submissions/Doe_Jane_jdoe_4712"
    path = zipped({f"{folder}/small.ipynb": b"{}", f"{folder}/small (2).ipynb": right})
    ((_, reason),) = take(course, path).unplaced
    assert "nothing says which is the last" in reason
    take(course, path, take=(f"{folder}/small (2).ipynb",))
    found = list(course.folder("submitted", "jdoe", "small").glob("*.ipynb"))
    assert [one.read_bytes() for one in found] == [right]


def test_what_is_replaced_is_kept_and_what_is_newer_stays(course, roster, zipped, right):
    name = "PS_jdoe_attempt_2026-03-0{}-10-00-00_small.ipynb"
    first = zipped({name.format(5): b"first"}, "one.zip")
    second = zipped({name.format(6): right}, "two.zip")
    assert take(course, first).placed == {"jdoe": "new"}
    assert take(course, second).placed == {"jdoe": "newer"}
    kept = list((course.state("small") / "replaced").rglob("small.ipynb"))
    assert [path.read_bytes() for path in kept] == [b"first"]
    assert take(course, first).placed == {"jdoe": "older than what is there"}
    folder = course.folder("submitted", "jdoe", "small")
    assert (folder / "small.ipynb").read_bytes() == right


def test_names_in_a_download_lead_nowhere_outside(course, roster, zipped, right):
    path = zipped(
        {
            "class/jdoe/../../../../outside.ipynb": right,
            "/class/jdoe/small.ipynb": right,
            "class/mlee/small.ipynb": right,
        }
    )
    found = take(course, path)
    assert found.placed == {"mlee": "new"}
    assert {reason for _, reason in found.unplaced} == {"its name leads out of the download."}
    assert not list(course.root.parent.rglob("outside.ipynb"))


def test_a_file_is_taken_whatever_signs_its_name_has(course, roster, zipped, right):
    take(course, zipped({"class/jdoe/small.ipynb": right, "class/jdoe/a\nb.csv": b"1"}))
    folder = course.folder("submitted", "jdoe", "small")
    assert {path.name for path in folder.iterdir()} == {"small.ipynb", "a_b.csv"}


def test_leftovers_of_computers_are_no_submissions(course, roster, zipped, right):
    path = zipped(
        {
            "Jane Doe_1_assignsubmission_file_/small.ipynb": right,
            "__MACOSX/Jane Doe_1_assignsubmission_file_/._small.ipynb": b"x",
            ".DS_Store": b"x",
        }
    )
    found = take(course, path)
    assert (found.unplaced, set(found.placed)) == ([], {"jdoe"})


def test_a_zip_of_a_student_s_is_unpacked(course, roster, zipped, right):
    inner = zipped({"ps/small.ipynb": right, "../evil.ipynb": b"{}"}, "inner.zip").read_bytes()
    member = "doejane_1042_88123_my work.zip"
    found = take(course, zipped({member: inner, "leemaryann_7_8_x.zip": b"cut off"}))
    assert {path.name for path in course.folder("submitted", "jdoe", "small").rglob("*.ipynb")} == {
        "small.ipynb"
    }
    assert read_record(course, "small")["jdoe"]["members"] == [member]
    assert found.notes[0] == "No notebook from leemaryann (7): x.zip."


def test_an_attempt_without_a_notebook_replaces_none(course, roster, zipped, right):
    name = "PS_jdoe_attempt_2026-03-0{}-10-00-00_{}"
    take(course, zipped({name.format(5, "small.ipynb"): right, name.format(6, "note.txt"): b"x"}))
    folder = course.folder("submitted", "jdoe", "small")
    assert {path.name for path in folder.iterdir()} == {"small.ipynb", "timestamp.txt"}


def test_files_with_times_of_their_own_are_all_kept_and_none_is_guessed(course, roster, zipped):
    name = "2026_03_05_10_00_0{}_jdoe_{}"
    found = take(
        course, zipped({name.format(1, "small.ipynb"): b"{}", name.format(2, "d.csv"): b"1"})
    )
    folder = course.folder("submitted", "jdoe", "small")
    assert {path.name for path in folder.iterdir()} == {"small.ipynb", "d.csv", "timestamp.txt"}
    later = zipped({name.format(1, "small.ipynb"): b"{}", name.format(2, "x.ipynb"): b"1"}, "2.zip")
    assert "nothing says which is the last" in take(course, later).unplaced[0][1]
    assert found.unplaced == []


def test_another_assignment_s_download_is_refused(course, roster, zipped, right):
    with course.gradebook() as gradebook:
        gradebook.add_assignment("large")
        gradebook.add_notebook("large", "large")
    path = zipped({"class/jdoe/large.ipynb": right, "class/mlee/large.ipynb": right})
    with pytest.raises(CourseError, match="called as those of large, and none as those of small"):
        take(course, path)
    assert take(course, zipped({"class/jdoe/other.ipynb": right})).notes[0] == (
        "No notebook is called small.ipynb; they are called other.ipynb (1). Is it the right download?"
    )


def test_what_is_no_download_is_said(course, tmp_path, zipped):
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 cut off")
    for path, message in (
        (tmp_path / "none.zip", "There is no download"),
        (tmp_path / "cut.zip", "is no zip file, or it is cut off"),
        (zipped({"notes.txt": "x"}), "as any platform's that is known"),
    ):
        with pytest.raises(CourseError, match=message):
            take(course, path)
    with pytest.raises(CourseError, match="There is no time zone 'Berlin'"):
        take(course, zipped({"a/small.ipynb": "x"}), timezone="Berlin")


def test_a_folder_does_as_well_and_links_are_left_out(course, roster, tmp_path, right):
    folder = tmp_path / "unpacked" / "jdoe"
    folder.mkdir(parents=True)
    (folder / "small.ipynb").write_bytes(right)
    (folder / "gradebook.db").symlink_to(course.root / "gradebook.db")
    found = take(course, tmp_path / "unpacked")
    assert found.placed == {"jdoe": "new"}
    assert [what for what, _ in found.unplaced] == ["jdoe/gradebook.db"]


def test_a_damaged_member_is_said(course, roster, zipped, right):
    path = zipped({"Jane Doe_1_assignsubmission_file_/small.ipynb": right})
    data = bytearray(path.read_bytes())
    data[60:64] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip()
    with pytest.raises(CourseError, match=r"cannot be unpacked .* Download the file again"):
        take(course, path)
