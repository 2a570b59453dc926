"""Downloads as each platform makes them end where grading looks for them, with name and time."""

import zipfile
from pathlib import Path

import pytest

from autograder.grading.course import Course, CourseError
from autograder.platforms.collect import Collected, Options, collect, read_record
from autograder.platforms.roster import Roster, Student

CLASS = [
    Student("jdoe", "Jane", "Doe", "jane@uni.example", number="1234567", ids=["1042"]),
    Student("zoneil", "Zoë", "O'Neil"),
    Student("jmueller", "Jörg", "Müller"),
    Student("mlee", "Mary-Ann", "Lee"),
]


@pytest.fixture
def roster(course: Course) -> Roster:
    known = Roster(course)
    known.students |= {student.id: student for student in CLASS}
    known.save()
    return known


def take(course: Course, path: Path, **more) -> Collected:
    return collect(course, Options("small", path, **more))


def stamp(course: Course, student: str) -> str:
    path = course.folder("submitted", student, "small") / "timestamp.txt"
    return path.read_text() if path.is_file() else ""


PLATFORMS = [
    (
        "moodle",
        {
            "Jane Doe_184233_assignsubmission_file/small.ipynb": "jdoe",
            "Zoë ONeil_7_assignsubmission_file/sub/small.ipynb": "zoneil",
        },
    ),
    (
        "moodle",
        {
            "Jane Doe_184233_assignsubmission_file_/small.ipynb": "jdoe",
            "Jörg Müller_9_assignsubmission_file_/small.ipynb": "jmueller",
        },
    ),
    (
        "moodle",
        {
            "Jane Doe_184233_assignsubmission_file_ps_1_final.ipynb": "jdoe",
            "Mary-Ann Lee_12_assignsubmission_file_small.ipynb": "mlee",
        },
    ),
    (
        "canvas",
        {
            "doejane_LATE_1042_88124_small-2.ipynb": "jdoe",
            "leemaryann_77_88125_small (final).ipynb": "mlee",
        },
    ),
    (
        "sakai",
        {
            "Problem Set 1/Doe, Jane(jdoe)/Submission attachment(s)/small.ipynb": "jdoe",
            "Problem Set 1/Lee, Mary-Ann(mlee)/Submission attachment(s)/small.ipynb": "mlee",
        },
    ),
    (
        "blackboard",
        {
            "Problem Set 1_jdoe_attempt_2026-03-05-23-59-41_small.ipynb": "jdoe",
            "HW_2_part_b_mlee_attempt_2026-03-05-09-05-59_my_attempt_2.ipynb": "mlee",
        },
    ),
    (
        "brightspace",
        {
            "51234-987001 - Mary-Ann Lee - Sep 24, 2026 926 PM/small.ipynb": "mlee",
            "51235-987001 - Jane Doe - Dec 1, 2026 1205 AM/small.ipynb": "jdoe",
        },
    ),
    (
        "brightspace-number",
        {"Doe, Jane - 1234567/small.ipynb": "jdoe", "Lee, Mary-Ann - 1/small.ipynb": "mlee"},
    ),
    (
        "ilias",
        {
            "PS_1/Submissions/Mueller_Joerg_jmueller_4711/small.ipynb": "jmueller",
            "PS_1/Submissions/Doe_Jane_jdoe_4712/Late Submission - small.ipynb": "jdoe",
        },
    ),
    (
        "openolat",
        {
            "ita_PS_1_2026-03-05_10-00-00/Doe_Jane_jdoe/2_submissions/small.ipynb": "jdoe",
            "ita_PS_1_2026-03-05_10-00-00/Lee_MaryAnn_mlee/2_submissions/small.ipynb": "mlee",
        },
    ),
    (
        "chamilo",
        {
            "2026_03_05_10_00_00_jdoe_small.ipynb": "jdoe",
            "2026_03_05_11_00_00_mlee_small.ipynb": "mlee",
        },
    ),
    (
        "openedx",
        {
            "[1]Week 1, [2]Lab, [1]Unit/[1] - jdoe - small.ipynb": "jdoe",
            "[1]Week 1, [2]Lab, [1]Unit/[2] - mlee - small.ipynb": "mlee",
        },
    ),
    (
        "nbgrader",
        {
            "jdoe+small+2026-03-05 22:59:41.120000 UTC+abcdefghijkl/small.ipynb": "jdoe",
            "mlee+small+2026-03-05 22:59:41.120000 UTC/small.ipynb": "mlee",
        },
    ),
    ("folders", {"class/jdoe/small.ipynb": "jdoe", "class/mlee/small.ipynb": "mlee"}),
]


@pytest.mark.parametrize(("platform", "names"), PLATFORMS, ids=lambda value: str(value)[:40])
def test_each_platform_is_recognised_and_leads_back_to_its_students(
    platform, names, course, roster, zipped, right
):
    found = take(course, zipped(dict.fromkeys(names, right)))
    assert found.platform == platform
    assert found.unplaced == []
    assert set(found.placed) == set(names.values())
    for member, student in names.items():
        folder = course.folder("submitted", student, "small")
        assert [path.read_bytes() for path in folder.rglob("*.ipynb")] == [right]
        assert read_record(course, "small")[student]["members"] == [member]
    assert len(found.nothing_from) == len(CLASS) - len(names)


@pytest.mark.parametrize(
    ("name", "zone", "expected"),
    [
        ("x_jdoe_attempt_2026-03-05-15-42-10_small.ipynb", "Europe/Berlin", "2026-03-05 14:42:10"),
        ("x_jdoe_attempt_2026-03-05-23-59-00_small.ipynb", "Europe/Berlin", "2026-03-05 22:59:00"),
        ("1-2 - Jane Doe - Sep 24, 2026 926 PM/small.ipynb", "UTC", "2026-09-24 21:26:00"),
        ("1-2 - Jane Doe - Dec 1, 2026 1205 AM/small.ipynb", "UTC", "2026-12-01 00:05:00"),
        ("2026_03_05_10_00_00_jdoe_small.ipynb", "America/New_York", "2026-03-05 15:00:00"),
    ],
)
def test_times_are_read_by_the_platform_s_own_form(name, zone, expected, course, roster, zipped):
    take(course, zipped({name: b"{}"}), timezone=zone)
    assert stamp(course, "jdoe").startswith(expected)


def test_sakai_s_time_lies_beside_the_work(course, roster, zipped, right):
    folder = "PS 1/Doe, Jane(jdoe)"
    take(
        course,
        zipped(
            {
                f"{folder}/Submission attachment(s)/small.ipynb": right,
                f"{folder}/timestamp.txt": "2026-03-05T22:59:41.120Z",
                f"{folder}/comments.txt": "",
            }
        ),
    )
    assert stamp(course, "jdoe") == "2026-03-05 22:59:41.120000 UTC"


def test_the_last_attempt_in_time_is_taken_not_the_last_in_the_zip(course, roster, zipped, right):
    name = "PS_jdoe_attempt_2026-03-0{}-10-00-00_small.ipynb"
    take(course, zipped({name.format(6): right, name.format(5): b"old"}))
    folder = course.folder("submitted", "jdoe", "small")
    assert (folder / "small.ipynb").read_bytes() == right


def test_a_login_with_an_underscore_is_read_from_blackboard_s_note(course, zipped, right):
    attempt = "PS 1_j_doe_attempt_2026-03-05-10-00-00"
    note = "Name: Jane Doe (j_doe)\nAssignment: PS 1\n"
    found = take(course, zipped({f"{attempt}_small.ipynb": right, f"{attempt}.txt": note}))
    assert set(found.placed) == {"j_doe"}


def test_gradescope_names_students_in_its_metadata(course, roster, zipped, right):
    metadata = """
submission_1:
  :submitters:
  - :name: Jane Doe
    :sid: '1234567'
    :email: jane@uni.example
  - :name: Mary-Ann Lee
    :sid: '9'
    :email: lee@uni.example
  :created_at: 2026-03-05 10:00:00 +01:00
"""
    found = take(
        course,
        zipped(
            {
                "assignment_5_export/submission_metadata.yml": metadata,
                "assignment_5_export/submission_1/small.ipynb": right,
            }
        ),
    )
    assert found.platform == "gradescope"
    assert set(found.placed) == {"jdoe", "mlee"}
    assert stamp(course, "mlee").startswith("2026-03-05 09:00:00")


def test_stud_ip_names_students_in_its_list(course, roster, zipped, right):
    listing = (
        "\ufeffName;Größe;Vorname;Nachname;Downloads;Datum;Pfad\r\n"
        "small.ipynb;10;Jörg;Müller;0;05.03.2026 10:00;Abgaben/small.ipynb\r\n"
    )
    found = take(course, zipped({"archive_filelist.csv": listing, "Abgaben/small.ipynb": right}))
    assert found.platform == "studip"
    assert set(found.placed) == {"jmueller"}


def test_blind_marking_makes_a_participant(course, zipped, right):
    name = "Teilnehmer_{}_assignsubmission_file_/small.ipynb"
    found = take(course, zipped({name.format(40551): right, name.format(40552): right}))
    assert set(found.placed) == {"participant-40551", "participant-40552"}


def test_a_team_is_asked_for_once_and_remembered(course, roster, zipped, right):
    path = zipped({"Team A_55_assignsubmission_file/small.ipynb": right})
    asked = []

    def ask(person):
        asked.append(str(person))
        return "jdoe mlee"

    found = collect(course, Options("small", path), ask)
    assert set(found.placed) == {"jdoe", "mlee"}
    again = collect(course, Options("small", path), ask)
    assert asked == ["Team A (55)"]
    assert set(again.placed.values()) == {"the same"}


def test_without_anybody_to_ask_the_mend_is_said(course, roster, zipped, right):
    path = zipped({"Nobody Known_55_assignsubmission_file/small.ipynb": right})
    ((who, reason),) = take(course, path).unplaced
    assert who == "Nobody Known (55)"
    assert '--who "Nobody Known=STUDENT"' in reason
    found = take(course, path, who=(("Nobody Known", "jdoe"),))
    assert found.placed == {"jdoe": "new"}
    assert take(course, path).placed == {"jdoe": "the same"}


def test_two_students_of_one_name_are_not_guessed(course, roster, zipped, right):
    roster.students["jane2"] = Student("jane2", "Jane", "Doe")
    roster.save()
    ((_, reason),) = take(
        course, zipped({"Jane Doe_1_assignsubmission_file_/small.ipynb": right})
    ).unplaced
    assert "Several students fit: jane2, jdoe." in reason


def test_two_files_for_one_notebook_are_not_guessed(course, roster, zipped, right):
    folder = "Submissions/Doe_Jane_jdoe_4712"
    path = zipped({f"{folder}/small.ipynb": b"{}", f"{folder}/small (2).ipynb": right})
    ((_, reason),) = take(course, path).unplaced
    assert "no time says which is the last" in reason
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


def test_a_pattern_of_one_s_own(course, roster, zipped, right):
    path = zipped({"work/jdoe--small.ipynb": right})
    found = take(course, path, pattern=r"work/(?P<login>\w+)--(?P<file>.+)")
    assert found.placed == {"jdoe": "new"}
    with pytest.raises(CourseError, match=r"A pattern needs \(\?P<file>"):
        take(course, path, pattern=r"work/(?P<login>\w+)")
    with pytest.raises(CourseError, match="cannot be used"):
        take(course, path, pattern="(")


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,first_name,last_name,email,lms_user_id\njdoe,Jane,Doe,j@x.org,7\n", ("jdoe", "7")),
        (
            "Student,ID,SIS User ID,SIS Login ID,Section,small (5)\n"
            '    Points Possible,,,,,7\n"Doe, Jane",1042,99,jdoe,A,\n',
            ("jdoe", "1042"),
        ),
        (
            "Identifier,Full name,Email address,Status,Grade\n"
            "Participant 184233,Jane Doe,jane@x.org,Submitted,\n",
            ("jane@x.org", "184233"),
        ),
        (
            "Kennung;Vollständiger Name;E-Mail-Adresse\nTeilnehmer/in 7;Jane Doe;j@x.org\n",
            ("j@x.org", "7"),
        ),
        ("OrgDefinedId,Username,Last Name,First Name\n#123,#jdoe,Doe,Jane\n", ("jdoe", None)),
        (
            '"PS 1","POINTS"\n\n"Display ID","ID","Last Name","First Name","grade"\n'
            "jdoe,jdoe,Doe,Jane,\n",
            ("jdoe", "jdoe"),
        ),
    ],
)
def test_class_lists_of_platforms_are_read(text, expected, course, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(text)
    known = Roster(course)
    assert known.read(path) == 1
    known.save()
    (student,) = Roster(course).students.values()
    identity, platform_id = expected
    assert (student.id, student.first, student.last) == (identity, "Jane", "Doe")
    assert platform_id is None or platform_id in student.ids
    with course.gradebook() as gradebook:
        assert [s.id for s in gradebook.students] == [identity]


def test_a_damaged_member_is_said(course, roster, zipped, right):
    path = zipped({"Jane Doe_1_assignsubmission_file_/small.ipynb": right})
    data = bytearray(path.read_bytes())
    data[60:64] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip()
    with pytest.raises(CourseError, match=r"cannot be unpacked .* Download the file again"):
        take(course, path)
