"""Downloads as each platform makes them end where grading looks for them, with name and time."""

from datetime import datetime

import pytest

from autograder.grading.course import CourseError
from autograder.platforms import times
from autograder.platforms.collected import read_record
from tests.platforms.taking import CLASS, stamp, take

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
    (
        "sakai",
        {
            "PS 1/Doe, Jane(jdoe)/Abgabe-Anhänge/small.ipynb": "jdoe",
            "PS 1/Lee, Mary-Ann(mlee)/Submission attachment(s)/small.ipynb": "mlee",
        },
    ),
    (
        "sakai",
        {
            "PS 1/Doe, Jane(jdoe)_Submission attachment(s)_small.ipynb": "jdoe",
            "PS 1/Lee, Mary-Ann(mlee)_Submission attachment(s)_small.ipynb": "mlee",
        },
    ),
    (
        "ilias",
        {
            "PS_1/Submissions/Doe_Jane_jdoe_4712/week_1/small.ipynb": "jdoe",
            "PS_1/Submissions/van_der_Senechal_Joerg_j_s_4713/small.ipynb": "j_s",
        },
    ),
    (
        "openedx",
        {
            "[1]Week 1, [2]Lab, [1]Unit/[1] - jdoe - small.ipynb": "jdoe",
            "Removed from course/[x] - mlee - small.ipynb": "mlee",
        },
    ),
    ("folders", {"class/Doe, Jane/small.ipynb": "jdoe", "class/Mary-Ann Lee/small.ipynb": "mlee"}),
    (
        "folders",
        {
            "class/1234567/small.ipynb": "jdoe",
            "class/mlee/a_1_2_small.ipynb": "mlee",
            "class/j_s/small.ipynb": "j_s",
        },
    ),
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


def test_moodle_s_worksheet_says_when(course, roster, zipped, right, tmp_path):
    path = tmp_path / "worksheet.csv"
    path.write_text(
        "Identifier,Full name,Last modified (submission)\n"
        'Participant 1,Jane Doe,"Thursday, 5 March 2026, 11:59 PM"\nParticipant 2,Mary-Ann Lee,-\n'
    )
    name = "{}_assignsubmission_file_/small.ipynb"
    download = zipped({name.format("Jane Doe_1"): right, name.format("Mary-Ann Lee_2"): right})
    found = take(course, download, roster=path, timezone="Europe/Berlin")
    assert stamp(course, "jdoe") == "2026-03-05 22:59:00.000000 UTC"
    assert "Nothing says when these handed in: mlee." in found.notes


@pytest.mark.parametrize(
    "text",
    [
        "Thursday, March 5, 2026, 11:59\u202fPM",
        "Donnerstag, 5. März 2026, 23:59",
        "jeudi 5 mars 2026, 23:59",
        "jueves, 5 de marzo de 2026, 23:59",
        "donderdag, 5 maart 2026, 23:59",
        "giovedì, 5 marzo 2026, 23:59",
        "quinta-feira, 5 de março de 2026 às 23:59",
    ],
)
def test_moodle_s_times_in_words(text):
    assert times.read(text) == datetime(2026, 3, 5, 23, 59)


def test_a_pattern_of_one_s_own(course, roster, zipped, right):
    path = zipped({"work/jdoe--small.ipynb": right})
    found = take(course, path, pattern=r"work/(?P<login>\w+)--(?P<file>.+)")
    assert found.placed == {"jdoe": "new"}
    with pytest.raises(CourseError, match=r"A pattern needs \(\?P<file>"):
        take(course, path, pattern=r"work/(?P<login>\w+)")
    with pytest.raises(CourseError, match="cannot be used"):
        take(course, path, pattern="(")
