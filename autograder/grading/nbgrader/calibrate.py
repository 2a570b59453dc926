"""Calibrating as a step of nbgrader's: it stands first among those of `nbgrader generate_assignment`."""

import copy
import shutil
from pathlib import Path

from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.contract.execution import KernelError
from autograder.grading.course import Course, own_files
from autograder.grading.course.calibration_file import keep
from autograder.grading.sandbox.grader_side.levels import probe
from autograder.grading.score.calibrate import LEVELS_WITH_JUDGE, calibrate_notebook


class Calibrate(NbGraderPreprocessor):  # type: ignore[misc]  # its package has no types
    """Calibrates a notebook while nbgrader releases it; to stand first among the preprocessors."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        place = resources["nbgrader"]
        if probe().level not in LEVELS_WITH_JUDGE:
            self.log.warning("The test cells were not calibrated: %s", probe().remedy)
            return nb, resources
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
            return nb, resources
        finally:
            if last:
                shutil.rmtree(files, ignore_errors=True)
        keep(course, place["assignment"], {place["notebook"]: found})
        for cell in found.cells:
            if cell.shared or cell.remark:
                self.log.warning("Test cell %s: %s", cell.grade_id, cell.remark)
        return nb, resources
