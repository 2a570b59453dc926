"""The configuration by which a course is graded here: its ``nbgrader_config.py`` calls it and adds what is its own.

A course folder made long ago so follows this package: it names no class of it.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import nbgrader
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory

from autograder.grading.course import take_names_as_names, use_own_programs
from autograder.grading.intake.hand_in import read_hand_in
from autograder.grading.nbgrader.submitted import find_notebooks

HERE = "autograder.grading.nbgrader"
TEMPLATES = Path(__file__).parents[1] / "pages/templates"
# Not asked of formgrader's module, which would start a web server's worth of imports in every command.
NBGRADERS_TEMPLATES = Path(nbgrader.__file__).parent / "server_extensions/formgrader/templates"

# What nbgrader does by itself, and first: does the course close its solutions; which test cells can be judged in
# isolation? And the exercises of the course's own go with the notebook.
RELEASE = [
    f"{HERE}.releasing.CloseSolutions",
    f"{HERE}.calibrate.Calibrate",
    f"{HERE}.releasing.ReleaseExercises",
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "nbgrader.preprocessors.InstantiateTests",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    f"{HERE}.releasing.ClearInstructors",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
    f"{HERE}.releasing.KeepRelease",
]

# Mend what students hand in before nbgrader looks at it.
SANITIZE = [
    f"{HERE}.repair_submission.RepairSubmission",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Run it in the sandbox, its tests in the judge, and let no stray output decide a score.
AUTOGRADE = [
    f"{HERE}.execute.Execute",
    f"{HERE}.scores.SettleScores",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    f"{HERE}.scores.SaveScores",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]


def _handed_in(directory: Any, folder: str) -> datetime | None:
    """When the submission in a folder was handed in, as `autograder grade` has it."""
    return read_hand_in(Path(folder), directory.config).moment


def configure(c: Any, config_file: str) -> None:
    """Set up the course whose ``nbgrader_config.py`` is ``config_file``; ``c`` is what ``get_config()`` gave it."""
    # nbgrader has no settings for these: it takes most zones for UTC, ends where it cannot read a time, and
    # grades no notebook whose file has another name.
    CourseDirectory.get_existing_timestamp = _handed_in
    Autograde.init_notebooks = find_notebooks
    take_names_as_names()
    use_own_programs()  # nbgrader starts `alembic` by name; find it without an activated environment

    c.CourseDirectory.root = str(Path(config_file).resolve().parent)
    c.GenerateAssignment.preprocessors = list(RELEASE)
    c.ClearMarkScheme.check_attachment_leakage = False  # pictures go with the text that shows them
    c.Autograde.exporter_class = f"{HERE}.submitted.SubmittedNotebook"
    c.Autograde.sanitize_preprocessors = list(SANITIZE)
    c.Autograde.autograde_preprocessors = list(AUTOGRADE)

    # What lateness costs stands in deadlines.toml.
    c.AssignLatePenalties.plugin_class = f"{HERE}.scores.LatePenalty"

    # The feedback page names what went wrong and shows no hidden test.
    c.GenerateFeedback.exporter_class = f"{HERE}.feedback_exporter.FeedbackExporter"
    c.GenerateFeedback.preprocessors = []

    # Formgrader shows students' notebooks in the instructor's session: no script of theirs runs there.
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.preprocessors = [
        f"{HERE}.reading_aids.ReadingAids",
        f"{HERE}.formgrader.EscapeNames",
    ]
    c.HTMLExporter.filters = {
        "markdown2html": f"{HERE}.formgrader.markdown",
        "clean_html": f"{HERE}.formgrader.clean",
    }

    # Beside a written answer stand its mark scheme, the model answer and who answered alike.
    c.HTMLExporter.template_name = "formgrade_reading"
    c.HTMLExporter.extra_template_basedirs = [str(TEMPLATES), str(NBGRADERS_TEMPLATES)]
    c.HTMLExporter.extra_template_paths = [str(NBGRADERS_TEMPLATES)]
