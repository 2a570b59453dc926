"""What a grade rests on beside the submission: with another version, everyone is graded again."""

import hashlib
import json
from collections.abc import Iterator

from autograder.grading.assignment import Assignment
from autograder.grading.course import own_files
from autograder.grading.course.code_digest import code_digest


def version_of(assignment: Assignment) -> str:
    """A digest of the tests, the checks and the engine, the instructor's files, the limits and the level."""
    digest = hashlib.sha256()
    for name, content in _parts(assignment):
        digest.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogateescape") + content)
    return digest.hexdigest()[:16]


def _parts(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    facts = (code_digest(), assignment.limits.to_dict(), assignment.allow_level, assignment.visible)
    yield "facts", json.dumps(facts).encode()
    for name in ("AssignLatePenalties", "LateSubmissionPlugin"):
        yield name, repr(sorted(assignment.course.config.get(name, {}).items())).encode()
    with assignment.course.gradebook() as gradebook:
        for notebook in gradebook.find_assignment(assignment.name).notebooks:
            for cell in sorted(notebook.source_cells, key=lambda cell: str(cell.name)):
                yield f"{notebook.name}/{cell.name}", f"{cell.checksum}\0{cell.source}".encode()
    for name, path in own_files.find(assignment.course, assignment.name).items():
        yield name, path.read_bytes()
