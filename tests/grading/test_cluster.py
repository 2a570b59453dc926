"""Stage 2 on a Dask cluster gives the scores of local workers; files travel with the job."""

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.grading.course import Course, CourseError
from autograder.grading.rows import current_rows
from autograder.grading.runner import GradeOptions, grade_assignment
from tests.grading.small_course import RIGHT, answered, submit

GRADE = """
import sys
from pathlib import Path
from autograder.grading.runner import GradeOptions, grade_assignment

if __name__ == "__main__":
    root = Path(sys.argv[1])
    summary = grade_assignment(GradeOptions(root, "small", jobs=1, allow_level="none", cluster="local"))
    raise SystemExit(summary.exit_status)
"""
ROOT = Path(__file__).resolve().parents[2]


def test_a_local_cluster_grades_the_class(course: Course, tmp_path: Path) -> None:
    reads = RIGHT | {"mean": "offset = float(open('offset.txt').read())\n" + RIGHT["mean"]}
    for student in ("ann", "bob"):
        submit(course.root, student, answered(course.root, reads))
    (course.folder("submitted", "ann", "small") / "offset.txt").write_text("0.5")
    script = tmp_path / "grade.py"
    script.write_text(GRADE)
    done = subprocess.run(
        [sys.executable, script, course.root],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    ann, bob = current_rows(course, "small")
    assert ann.score == 5
    assert bob.score == 3  # without its file, the cell that defines mean stops


def test_an_address_where_nothing_answers_is_one_sentence(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.grading.cluster.CONNECT_SECONDS", 0.5)
    submit(course.root, "ann", answered(course.root, RIGHT))
    options = GradeOptions(course.root, "small", allow_level="none", cluster="tcp://127.0.0.1:9")
    with pytest.raises(CourseError, match="No Dask scheduler answers"):
        grade_assignment(options)
