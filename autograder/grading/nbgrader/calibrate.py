"""Calibrating as a step of nbgrader's: it stands first among those of `nbgrader generate_assignment`."""

import copy
import shutil
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode

from autograder.grading.contract.execution import KernelError
from autograder.grading.course import Course, own_files
from autograder.grading.course.calibration_file import keep
from autograder.grading.nbgrader.step import Step
from autograder.grading.sandbox.grader_side.levels import probe
from autograder.grading.score.calibrate import LEVELS_WITH_JUDGE, calibrate_notebook


class Calibrate(Step):
    """Calibrates a notebook while nbgrader releases it; to stand first among the preprocessors."""

    def take(self, nb: NotebookNode, place: dict[str, Any]) -> None:
        if probe().level not in LEVELS_WITH_JUDGE:
            self.log.warning("The test cells were not calibrated: %s", probe().remedy)
            return
        course = Course(Path.cwd())
        source = course.folder("source", ".", place["assignment"])
        names = sorted(path.stem for path in source.glob("*.ipynb"))
        last = place["notebook"] == names[-1]
        files = course.state(place["assignment"]) / "calibrating"
        try:
            with own_files.together(course, place["assignment"]) as own:
                if place["notebook"] == names[0] or not files.is_dir():
                    shutil.rmtree(files, ignore_errors=True)
                    shutil.copytree(own, files)
                found = calibrate_notebook(copy.deepcopy(nb), own, course, files, last)
        except KernelError as error:
            self.log.warning("The test cells were not calibrated: %s", error)
            return
        finally:
            if last:
                shutil.rmtree(files, ignore_errors=True)
        keep(course, place["assignment"], {place["notebook"]: found})
        for cell in found.cells:
            if cell.shared or cell.remark:
                self.log.warning("Test cell %s: %s", cell.grade_id, cell.remark)
