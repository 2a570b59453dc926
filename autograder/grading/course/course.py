"""An nbgrader course on disk: its configuration, its gradebook, its students, its secret.

This module knows where things are. It does not grade.
"""

import hmac
import json
import logging
import os
import re
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_path
from nbgrader.api import MissingEntry
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

from autograder.grading.course.gradebook import ClosingGradebook
from autograder.grading.course.names import take_names_as_names

CONFIG_FILE = "nbgrader_config.py"
STATE_FOLDER = ".autograder"
CALIBRATE = "autograder.grading.nbgrader.calibrate.Calibrate"
SECRET_FILE = ".secret"
SHORTEST_SECRET = 32
RAISED = re.compile(r"^[\w.]+: .*|^[\w.]+:?$", re.MULTILINE)
"""Where a traceback names its exception."""


class CourseError(Exception):
    """Something about the course (not about one submission) keeps it from being graded; says what to do."""


def use_own_programs() -> None:
    """Put this interpreter's folder on PATH: nbgrader starts ``alembic`` by name when it makes a gradebook."""
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([folder, os.environ.get("PATH", os.defpath)])


@dataclass
class Course:
    """The course in the folder ``root``, configured as nbgrader itself would be there."""

    root: Path
    config: Config = field(init=False)
    directory: Any = field(init=False)

    def __post_init__(self) -> None:
        self.root = Path(self.root).resolve()
        if not self.root.is_dir():
            raise CourseError(f"There is no course folder {self.root}. Name one with --course.")
        if not any((self.root / sign).exists() for sign in (CONFIG_FILE, "gradebook.db", "source")):
            raise CourseError(
                f"{self.root} is not an nbgrader course: it has no {CONFIG_FILE}, gradebook.db or source folder. "
                "Name the course's folder with --course."
            )
        use_own_programs()
        take_names_as_names()
        self.config = _load_config(self.root)
        self.config.CourseDirectory.root = str(self.root)
        self.directory = CourseDirectory(config=self.config)

    @contextmanager
    def gradebook(self) -> Iterator[Any]:
        """nbgrader's gradebook, open."""
        with ClosingGradebook(self.directory.db_url, self.directory.course_id) as gradebook:
            yield gradebook

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """Where one step ("submitted", "autograded", "feedback", "release", "source") keeps one student's work."""
        name = getattr(self.directory, f"{step}_directory")
        return Path(os.path.normpath(self.directory.format_path(name, student, assignment)))

    def state(self, assignment: str) -> Path:
        """The folder of this assignment's run journal, made if it is not there."""
        folder = self.root / STATE_FOLDER / assignment
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def release(self, assignment: str) -> None:
        """Make the students' version from the instructor's, as ``nbgrader generate_assignment --force`` does.

        Without its calibration, which only grading needs, and which grading makes where it is missing.
        """
        source = self.folder("source", ".", assignment)
        if not source.is_dir():
            raise CourseError(f"There is no assignment in {source}.")
        self.directory.assignment_id = assignment
        self.directory.student_id = "."
        converter = GenerateAssignment(coursedir=self.directory, config=self.config, force=True)
        converter.preprocessors = [step for step in converter.preprocessors if step != CALIBRATE]
        with _first_error(converter) as said, _kept(self.folder("release", ".", assignment)):
            try:
                converter.start()
            except NbGraderException as error:
                reason = said[0] if said else str(error)
                raise CourseError(
                    f"{assignment} could not be released: {reason}{_remedy(assignment, reason)}"
                ) from error

    def notebook_names(self, assignment: str) -> list[str]:
        """The notebooks of an assignment as its gradebook knows them; CourseError if it was never released."""
        with self.gradebook() as gradebook:
            try:
                names = [
                    notebook.name for notebook in gradebook.find_assignment(assignment).notebooks
                ]
            except MissingEntry:
                names = []
        if not names:
            raise CourseError(
                f"The gradebook of {self.root} knows no assignment {assignment!r}. "
                f"Release it first: nbgrader generate_assignment {assignment}"
            )
        return sorted(names)

    def students(self, assignment: str) -> list[str]:
        """Everyone in the gradebook or with a folder of submissions, sorted."""
        with self.gradebook() as gradebook:
            known = {student.id for student in gradebook.students}
        return sorted(known | set(self._submitting_students(assignment)))

    def _submitting_students(self, assignment: str) -> Iterator[str]:
        """Student ids that have a folder for this assignment, whatever the directory structure is."""
        structure = Path(self.directory.directory_structure)
        before = [part for part in structure.parts if "{student_id}" not in part]
        if len(structure.parts) - len(before) != 1:
            return
        place = structure.parts.index(next(p for p in structure.parts if "{student_id}" in p))
        prefix, suffix = structure.parts[place].split("{student_id}")
        step = self.directory.submitted_directory
        parent = self.root.joinpath(
            *(
                p.format(nbgrader_step=step, assignment_id=assignment)
                for p in structure.parts[:place]
            )
        )
        if not parent.is_dir():
            return
        for entry in parent.iterdir():
            name = entry.name
            if not (name.startswith(prefix) and name.endswith(suffix)) or name.startswith("."):
                continue
            student = name[len(prefix) : len(name) - len(suffix)]
            if student and _may_be_folder(self.folder("submitted", student, assignment)):
                yield student

    def secret(self) -> bytes:
        """The course's secret, made on first use, readable by its owner alone. It never reaches a kernel."""
        path = self.root / SECRET_FILE
        if not path.exists():
            _write_once(path, secrets.token_hex(32).encode())
        secret = path.read_bytes()
        if len(secret) < SHORTEST_SECRET:
            raise CourseError(
                f"The course's secret in {path} has {len(secret)} bytes; it must have {SHORTEST_SECRET} or more. "
                "Put the right file back, or remove this one: a new secret is made, which draws other hidden tests."
            )
        return secret

    def grading_seed(self, assignment: str, student: str, run: str) -> str:
        """The seed that draws one student's hidden tests in one run."""
        message = f"{assignment}:{student}:{run}".encode("utf-8", "surrogateescape")
        return hmac.new(self.secret(), message, "sha256").hexdigest()

    def kernelspec(self, notebook: str, assignment: str) -> dict[str, Any]:
        """The kernelspec that the instructor's notebook asks for."""
        with self.gradebook() as gradebook:
            stored = gradebook.find_notebook(notebook, assignment).kernelspec
        return dict(json.loads(stored)) if stored else {}


def _may_be_folder(path: Path) -> bool:
    """Whether a folder is there, or cannot be seen to be: whose it is must not be lost."""
    try:
        return path.is_dir()
    except PermissionError:
        return True


def _remedy(assignment: str, reason: str) -> str:
    """What to do where nbgrader keeps an assignment's cells and notebooks as they were graded."""
    if "there are submissions associated" not in reason:
        return ""
    return (
        f". Put back what was added, removed or renamed; or begin anew with `nbgrader db assignment remove "
        f"{assignment} --force`, which forgets all points of {assignment}, release it and run: "
        f"autograder grade {assignment}"
    )


@contextmanager
def _first_error(converter: Any) -> Iterator[list[str]]:
    """What each traceback that a converter of nbgrader's logs says; its exceptions do not, and the first one
    knows the most."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = record.getMessage().strip()
            found = RAISED.findall(text)
            if text.startswith("Traceback") and found:
                said.append(" ".join(text[text.rindex(found[-1]) :].split()))

    listener = Listener(logging.ERROR)
    converter.log.addHandler(listener)
    try:
        yield said
    finally:
        converter.log.removeHandler(listener)


@contextmanager
def _kept(folder: Path) -> Iterator[None]:
    """A folder that is written anew in the body; what was there comes back if that fails."""
    last = folder.with_name(f".{folder.name}.last")
    if folder.is_dir():
        shutil.rmtree(last, ignore_errors=True)
        folder.rename(last)
    try:
        yield
    except BaseException:
        if last.is_dir():
            shutil.rmtree(folder, ignore_errors=True)
            last.rename(folder)
        raise
    shutil.rmtree(last, ignore_errors=True)


def _write_once(path: Path, content: bytes) -> None:
    """Write a file for its owner alone; it appears whole, and one that another process has written stays."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _load_config(root: Path) -> Config:
    """nbgrader's own order: the system's files, the user's, the course's; later ones win."""
    config = Config()
    for folder in [*reversed(jupyter_config_path()), str(root)]:
        path = Path(folder) / CONFIG_FILE
        if not path.is_file():
            continue
        try:
            config.merge(PyFileConfigLoader(CONFIG_FILE, path=folder).load_config())
        except Exception as error:  # whatever the instructor's own program raises
            raise CourseError(
                f"{path} cannot be used ({type(error).__name__}: {error})."
            ) from error
    return config
