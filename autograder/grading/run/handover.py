"""What test cells define for the cells after them, where the two run in different processes.

In one kernel a later cell finds whatever an earlier one has imported or defined. A test that ran in
the judge leaves its names to the student's kernel, one that ran in the kernel its definitions to the
judge, wherever the text of a later cell there mentions them. Only what students can read is left:
nothing that hidden tests define.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from autograder.grading.judge.definitions import STAR, defined_names, definitions

WORD = re.compile(r"[^\W\d]\w*")


class Handover:
    """Which names of which cell are needed later, and on which side.

    `cells` are the code cells in order, by their index in the notebook; `in_kernel` and `in_judge` say where a
    cell runs. `released` has the text of test cells as students know it, by grade_id.
    """

    def __init__(
        self,
        cells: Mapping[int, dict[str, Any]],
        in_kernel: Callable[[dict[str, Any]], bool],
        in_judge: Callable[[dict[str, Any]], bool],
        released: Mapping[str, str],
    ) -> None:
        self._released = released
        self._kernel = _last_mentions((i, c["source"]) for i, c in cells.items() if in_kernel(c))
        self._judge = _last_mentions((i, c["source"]) for i, c in cells.items() if in_judge(c))

    def to_kernel(self, index: int, cell: dict[str, Any], grade_id: str) -> set[str]:
        """The names of a test in the judge that later cells in the student's kernel mention."""
        return self._needed(self._kernel, index, self._known(cell, grade_id))

    def to_judge(self, index: int, cell: dict[str, Any], grade_id: str) -> str:
        """The statements of a test in the student's kernel that later cells in the judge need."""
        known = self._known(cell, grade_id)
        needed = self._needed(self._judge, index, known)
        return definitions(known, needed) if needed else ""

    def by_value(self, cell: dict[str, Any], grade_id: str) -> bool:
        """Whether the values that the test has in the end are those of the text that students know."""
        return bool(self._known(cell, grade_id) == cell["source"])

    def statements(self, cell: dict[str, Any], grade_id: str, names: Iterable[str]) -> str:
        """The statements of a test that define these names."""
        return definitions(self._known(cell, grade_id), set(names))

    def _known(self, cell: dict[str, Any], grade_id: str) -> str:
        return self._released.get(grade_id, cell["source"])

    @staticmethod
    def _needed(mentions: dict[str, int], index: int, source: str) -> set[str]:
        if max(mentions.values(), default=-1) <= index:
            return set()
        return {n for n in defined_names(source) if n == STAR or mentions.get(n, -1) > index}


def _last_mentions(cells: Iterable[tuple[int, str]]) -> dict[str, int]:
    """The words of some cells, and the last cell that has each."""
    return {word: index for index, source in cells for word in WORD.findall(source)}


def released_texts(nb: Mapping[str, Any]) -> dict[str, str]:
    """The texts of test cells as students were given them, by grade_id, where `facts.begin` has kept them."""
    kept = nb["metadata"].get("autograder", {})
    texts = kept.get("released", {}) if isinstance(kept, dict) else {}
    return {n: t for n, t in texts.items() if isinstance(t, str)} if isinstance(texts, dict) else {}
