"""This course in nbgrader's terms. `nbgrader` and formgrader, started here, then grade as `autograder grade` does."""

from autograder.grading.nbgrader.configuration import configure

c = get_config()  # noqa: F821
configure(c, __file__)

c.CourseDirectory.course_id = "sgd-course"
c.CourseDirectory.source_directory = "../solutions"  # the instructor's notebooks, the only source
