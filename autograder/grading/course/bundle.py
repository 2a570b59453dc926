"""What students are given of an assignment: its released folder as a zip, looked through for what must not be in it."""

import zipfile
from pathlib import Path

from autograder.grading.course.course import Course, CourseError

FOLDER = "bundle"
SECRETS = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS", "BEGIN MARK SCHEME")
LITTER = {".ipynb_checkpoints", "__pycache__", ".git", ".DS_Store"}


def bundle(course: Course, assignment: str) -> Path:
    """Release the assignment anew and write ``bundle/<assignment>.zip``; CourseError where that cannot be done."""
    course.release(assignment)
    released = course.folder("release", ".", assignment)
    files = (path for path in sorted(released.rglob("*")) if path.is_file())
    paths = [path for path in files if LITTER.isdisjoint(path.parts)]
    for path in paths:
        _look_for_secrets(path)
    target = course.root / FOLDER / f"{assignment}.zip"
    target.parent.mkdir(exist_ok=True)
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, Path(assignment, path.relative_to(released)))
    part.replace(target)
    return target


def _look_for_secrets(path: Path) -> None:
    content = path.read_bytes()
    found = next((secret for secret in SECRETS if secret.encode() in content), None)
    if found:
        raise CourseError(
            f"{path} still holds {found!r}, so no zip was written. Solutions are cut out of the notebooks alone: "
            "take the mark out of this file, or keep the file elsewhere."
        )
