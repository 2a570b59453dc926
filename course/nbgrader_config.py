"""This course in nbgrader's terms. `nbgrader` and formgrader, started here, then grade as `autograder grade` does."""

from pathlib import Path

from autograder.grading.course import use_own_programs

c = get_config()  # noqa: F821

use_own_programs()  # nbgrader starts `alembic` by name; find it without an activated environment

c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.course_id = "sgd-course"
c.CourseDirectory.source_directory = "../solutions"  # the instructor's notebooks, the only source

# What nbgrader does by itself, and first: which test cells can be judged in isolation?
c.GenerateAssignment.preprocessors = [
    "autograder.grading.calibrate.Calibrate",
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
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Mend what students hand in before nbgrader looks at it.
c.Autograde.sanitize_preprocessors = [
    "autograder.grading.preprocessors.RepairSubmission",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Run it in the sandbox, its tests in the judge, and let no stray output decide a score.
c.Autograde.autograde_preprocessors = [
    "autograder.grading.preprocessors.Execute",
    "autograder.grading.preprocessors.SettleScores",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# The feedback page names what went wrong and shows no hidden test.
c.GenerateFeedback.exporter_class = "autograder.grading.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = []

# Formgrader shows students' notebooks in the instructor's session: no script of theirs runs there.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.preprocessors = ["autograder.grading.formgrader.EscapeNames"]
c.HTMLExporter.filters = {
    "markdown2html": "autograder.grading.formgrader.markdown",
    "clean_html": "autograder.grading.formgrader.clean",
}
