"""What stands beside a written answer in formgrader: mark scheme, model answer, and who answered alike."""

import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.filters import markdown2html
from nbconvert.preprocessors import Preprocessor
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearMarkScheme

from autograder.grading.contract.cells import about
from autograder.grading.nbgrader.formgrader import clean
from autograder.grading.score.mark_scheme import MarkScheme, mark_schemes
from autograder.grading.score.similar_answers import is_same, most_similar

MOST_SIMILAR = 8
"""So many answers that are alike are named; those that are the same are all named."""


class ReadingAids(Preprocessor):  # type: ignore[misc]  # its package has no types
    """Puts what a reader needs into the page's resources, as JSON for the page's script."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook as it is; ``resources["reading"]`` has an entry for each written answer."""
        if "submission_id" in resources:  # a page of formgrader's
            answers = self._answers(nb, resources)
            resources["reading"] = _for_a_script(answers)
        return nb, resources

    def _answers(self, nb: NotebookNode, resources: ResourcesDict) -> dict[str, Any]:
        course = CourseDirectory(config=self.config)
        assignment, name = resources["assignment_id"], resources["notebook_id"]
        schemes = self._schemes(course, assignment, name)
        texts = _texts(nb, frozenset(schemes))
        numbers = NbGraderAPI(course).get_notebook_submission_indices(assignment, name)
        others = self._others(course, assignment, name, frozenset(texts))
        others.pop(resources["submission_id"], None)
        return {
            grade_id: {
                **_shown(schemes[grade_id]),
                "alike": _alike(text, {who: t[grade_id] for who, t in others.items()}, numbers),
            }
            for grade_id, text in texts.items()
        }

    def _schemes(self, course: Any, assignment: str, name: str) -> dict[str, MarkScheme]:
        """The mark schemes of the source notebook; none where the source is not at hand."""
        marks = ClearMarkScheme(config=self.config)
        path = Path(course.format_path(course.source_directory, ".", assignment), f"{name}.ipynb")
        if not path.is_file():
            return {}
        return _schemes_of(
            path,
            path.stat().st_mtime_ns,
            marks.begin_mark_scheme_delimeter,
            marks.end_mark_scheme_delimeter,
        )

    def _others(
        self, course: Any, assignment: str, name: str, wanted: frozenset[str]
    ) -> dict[str, dict[str, str]]:
        """The answers of all who have them, by the id of their submission."""
        found = {}
        with Gradebook(course.db_url) as gradebook:
            for one in gradebook.notebook_submissions(name, assignment):
                folder = course.format_path(course.autograded_directory, one.student.id, assignment)
                path = Path(folder, f"{name}.ipynb")
                if path.is_file():
                    own = _texts_of(path, path.stat().st_mtime_ns, wanted)
                    found[one.id] = {**dict.fromkeys(wanted, ""), **own}
        return found


@lru_cache(maxsize=64)
def _schemes_of(path: Path, changed: int, begin: str, end: str) -> dict[str, MarkScheme]:
    return mark_schemes(nbformat.read(path, as_version=4), begin, end)


@lru_cache(maxsize=4096)
def _texts_of(path: Path, changed: int, wanted: frozenset[str]) -> dict[str, str]:
    return _texts(nbformat.read(path, as_version=4), wanted)


def _texts(notebook: NotebookNode, wanted: frozenset[str]) -> dict[str, str]:
    """The text of each answer, by grade_id, and behind it what tells its attached pictures from others."""
    named = {about(cell).get("grade_id"): cell for cell in notebook.cells}
    return {
        grade_id: " ".join([named[grade_id].source, *_pictures(named[grade_id])])
        for grade_id in sorted(wanted)
        if grade_id in named
    }


def _pictures(cell: NotebookNode) -> list[str]:
    attached = cell.get("attachments")
    return [sha256(json.dumps(attached, sort_keys=True).encode()).hexdigest()] if attached else []


def _shown(scheme: MarkScheme) -> dict[str, Any]:
    return {
        "items": [{"points": item.points, "text": item.text} for item in scheme.items],
        "model": clean(markdown2html(scheme.model)) if scheme.model else "",
        "remarks": clean(markdown2html(scheme.remarks)) if scheme.remarks else "",
    }


def _alike(text: str, others: dict[str, str], numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    """Other answers in nearly the same words: formgrader's number, the submission's id, and how alike."""
    found = [
        {
            "number": numbers[who] + 1,
            "id": who,
            "same": is_same(text, others[who]),
            "percent": int(100 * share),
        }
        for who, share in most_similar(text, others).items()
    ]
    nearly = [one for one in found if not one["same"]]
    return [one for one in found if one["same"]] + nearly[:MOST_SIMILAR]


def _for_a_script(data: Any) -> str:
    """JSON that can stand inside a script of a page."""
    text = json.dumps(data)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
