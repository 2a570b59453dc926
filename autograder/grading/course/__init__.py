"""The course on disk: its configuration and gradebook, its released notebooks, what is kept of a run."""

from autograder.grading.course.course import CONFIG_FILE, Course, CourseError, use_own_programs
from autograder.grading.course.names import take_names_as_names

__all__ = ["CONFIG_FILE", "Course", "CourseError", "take_names_as_names", "use_own_programs"]
