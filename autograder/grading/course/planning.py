"""How a course's notebooks are to be executed: its limits, and what its calibration has found."""

from pathlib import Path

from autograder.grading.contract.execution import Plan
from autograder.grading.contract.limits import Limits
from autograder.grading.course.calibration_file import NotebookCalibration
from autograder.grading.course.course import CONFIG_FILE, Course, CourseError


def course_limits(course: Course) -> Limits:
    """The course's limits (``c.Execute.limits``); CourseError where one of them is mistyped."""
    try:
        return Limits.from_dict(dict(course.config.Execute.get("limits", {})))
    except (TypeError, ValueError) as error:
        raise CourseError(f"c.Execute.limits in {CONFIG_FILE} cannot be used: {error}.") from error


def course_visible(course: Course) -> tuple[str, ...]:
    """What lies outside the course and may be read (``c.Execute.visible``), as absolute paths.

    Raises CourseError for what is not there, and for a folder that would show the course itself.
    """
    paths = []
    for name in course.config.Execute.get("visible", []):
        path = (course.root / Path(str(name)).expanduser()).absolute()
        if not path.exists():
            raise CourseError(
                f"c.Execute.visible in {CONFIG_FILE} names {path}, which is not there."
            )
        real, root = path.resolve(), course.root
        steps = ("source", "release", "submitted", "autograded", "feedback")
        private = [root, *(course.folder(step, ".", ".").resolve() for step in steps)]
        if any(place.is_relative_to(real) for place in private) or any(
            real.is_relative_to(place) for place in private[1:]
        ):
            raise CourseError(
                f"c.Execute.visible in {CONFIG_FILE} names {path}: every submission could read the course "
                "there. Name a folder that holds nothing of it."
            )
        paths.append(str(path))
    return tuple(paths)


def make_plan(
    known: NotebookCalibration,
    *,
    seed: str,
    limits: Limits,
    files: Path,
    trusted_files: Path,
    visible: tuple[str, ...],
    lowest_level: str,
) -> Plan:
    """The plan by which a notebook of this calibration is executed."""
    return Plan(
        seed=seed,
        limits=limits,
        shared=known.shared,
        names=known.names,
        files=files,
        trusted_files=trusted_files,
        visible=visible,
        leave=known.leaves,
        lowest_level=lowest_level,
    )
