"""Execution as a step of nbgrader's, in place of its own Execute."""

from pathlib import Path

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import Execute as NbgraderExecute
from traitlets import Dict, List, Unicode

from autograder.grading.contract.facts import reported
from autograder.grading.course import Course, own_files
from autograder.grading.course.calibration_file import load
from autograder.grading.course.planning import course_limits, course_visible, make_plan
from autograder.grading.run.execute import execute
from autograder.grading.sandbox.grader_side.files import take_files

NBGRADER_RUN = "nbgrader"


class Execute(NbgraderExecute):  # type: ignore[misc]  # its package has no types
    """Run the notebook in the sandbox and the tests in the judge, in place of nbgrader's Execute."""

    limits = Dict(help="Limits that differ from the defaults, by name: {'cell_cpu': 30}").tag(
        config=True
    )
    visible = List(
        help="Folders and files outside the course that notebooks may read: ['/data', '~/nltk_data']"
    ).tag(config=True)
    exercises = Unicode(
        "", help="A folder with problem sets of the course's own, each a package: 'exercises'"
    ).tag(config=True)
    allow_level = Unicode("isolated", help="The lowest level of isolation to accept.").tag(
        config=True
    )

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        place = resources["nbgrader"]
        course = Course(Path.cwd())
        known = load(course, place["assignment"]).of(place["notebook"])
        files = Path(resources["metadata"]["path"])
        own = own_files.find(course, place["assignment"])
        more = own_files.exercise_files(course, place["assignment"])
        # nbgrader has copied the source's; what earlier notebooks have written to them stands.
        own_files.copy(course, place["assignment"], files, except_for=[*(own.keys() - more.keys())])
        with own_files.together(course, place["assignment"]) as trusted:
            plan = make_plan(
                known,
                seed=course.grading_seed(place["assignment"], place["student"], NBGRADER_RUN),
                limits=course_limits(course),
                files=files,
                trusted_files=trusted,
                visible=course_visible(course),
                lowest_level=self.allow_level,
            )
            execution = execute(nbformat.writes(nb).encode(), plan)
        take_files(files, execution.left)
        return reported(execution, known.scored), resources
