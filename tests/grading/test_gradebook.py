"""One transaction: nbgrader's gradebooks share a connection and what the first has found, and nothing else."""

import psutil
import pytest
from nbgrader.api import Gradebook
from sqlalchemy.exc import DatabaseError

from autograder.grading.course import Course
from autograder.grading.course.gradebook import one_transaction


def test_a_second_gradebook_of_a_transaction_is_like_the_first(course: Course) -> None:
    with one_transaction(course.directory.db_url), course.gradebook() as first:
        first.update_or_create_student("zoe")
        with course.gradebook() as second:
            assert vars(second).keys() == vars(first).keys()
            assert second.course_id == first.course_id
            assert second.db is not first.db
            assert second.find_student("zoe").id == "zoe"
            second.update_or_create_student("zoe", first_name="Zoe")
        first.db.expire_all()
        assert first.find_student("zoe").first_name == "Zoe"  # the second's end is not the first's
    with course.gradebook() as later:
        assert later.find_student("zoe").first_name == "Zoe"


def test_a_transaction_that_fails_leaves_nothing_of_any_of_its_gradebooks(course: Course) -> None:
    before = set(course.students("small"))

    def enter() -> None:
        with one_transaction(course.directory.db_url):
            for student in ("zoe", "zac"):
                with course.gradebook() as gradebook:
                    gradebook.update_or_create_student(student)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        enter()
    assert set(course.students("small")) == before


def test_another_course_in_the_same_gradebook_is_looked_for(course: Course) -> None:
    url = course.directory.db_url
    with one_transaction(url), course.gradebook(), Gradebook(url, "other") as other:
        assert other.course_id == "other"
        assert other.check_course("other").id == "other"


def test_a_course_that_a_failed_transaction_has_made_is_made_again(course: Course) -> None:
    url = course.directory.db_url

    def enter(*, then: str = "") -> None:
        with one_transaction(url), Gradebook(url, "other") as other:
            other.add_assignment("ps9")
            if then:
                raise RuntimeError(then)

    with pytest.raises(RuntimeError, match="stop"):
        enter(then="stop")
    enter()
    with Gradebook(url, "other") as other:
        assert other.find_assignment("ps9").course_id == "other"


def test_a_gradebook_that_cannot_be_opened_is_not_left_open(course: Course) -> None:
    book = course.root / "gradebook.db"
    book.write_text("This is no database. " * 100)
    with pytest.raises(DatabaseError) as raised, course.gradebook():
        pass
    assert raised.tb is not None  # which would keep what its frames hold
    assert str(book) not in {file.path for file in psutil.Process().open_files()}
