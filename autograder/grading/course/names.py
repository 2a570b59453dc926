"""Names as names: nbgrader looks for files by patterns that hold the names of folders, whatever signs are in them."""

import glob as patterns
import os
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nbgrader.coursedir import CourseDirectory

_format_path = CourseDirectory.format_path


def take_names_as_names() -> None:
    """Put `names_first` in the place of ``glob.glob`` in all that has been imported of nbgrader, and escape names
    where it asks for a regular expression."""
    CourseDirectory.format_path = _names_escaped
    for name, module in list(sys.modules.items()):
        if name.startswith("nbgrader.") and getattr(module, "glob", None) is patterns:
            vars(module)["glob"] = SimpleNamespace(glob=names_first)


def _names_escaped(
    self: Any, nbgrader_step: str, student_id: str, assignment_id: str, escape: bool = False
) -> str:
    """nbgrader's `format_path`, which escapes the course's folder alone."""
    names = [student_id, assignment_id]
    if escape:
        names = [name if name.startswith(("(?P<", "*")) else re.escape(name) for name in names]
    return str(_format_path(self, nbgrader_step, *names, escape=escape))


def names_first(pattern: str) -> list[str]:
    """What ``glob.glob`` finds; but a part of the pattern that is a name in its folder stands for that alone.

    A part that begins with an asterisk is a pattern.
    """
    anchor = Path(pattern).anchor
    found = [anchor]
    for part in pattern[len(anchor) :].split(os.sep):
        found = [path for folder in found for path in _below(folder, part)]
    return found


def _below(folder: str, part: str) -> list[str]:
    """What is in a folder under this name; else by this pattern; else by its asterisks alone."""
    place = os.path.join(folder, part)
    if not part.startswith("*") and os.path.lexists(place):
        return [place]
    within = os.path.join(patterns.escape(folder), "")
    asterisks = re.sub(r"[\[?]", r"[\g<0>]", part)
    return patterns.glob(within + part) or patterns.glob(within + asterisks)
