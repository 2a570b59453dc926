"""What classes hand in beside notebooks as they were given out: damaged files, odd files, traps for the reader.

Each entry writes a submission into an empty folder, from a notebook with full marks, and says what must come of it.
"""

import os
from dataclasses import dataclass

import nbformat

from tests.specimens.hostile import writers as w
from tests.specimens.hostile.honest import FULL


@dataclass(frozen=True)
class Damaged:
    """How a submission is written, and the score, outcome, reason and note that its row must have."""

    hand_in: w.HandIn
    score: float = FULL
    outcome: str = "passed"
    reason: str = ""
    note: str = ""


def _error(hand_in: w.HandIn, reason: str, note: str = "") -> Damaged:
    return Damaged(hand_in, 0.0, "submission error", reason, note)


ALL: dict[str, Damaged] = {
    "grade_ids duplicated": Damaged(w.edited(w.copies), note="was copied; one copy counts"),
    "test cells deleted": Damaged(
        w.edited(w.without("t1", "t2", "t3")),
        note="t1, t2, t3 had been deleted; put back",
    ),
    "answer cell deleted": Damaged(
        w.edited(w.without("a1")),
        6.0,
        "failed",
        r"^t1: .*NameError",
        "answer cell a1 was not found",
    ),
    "metadata stripped": Damaged(
        w.edited(w.strip), note="The metadata of .* was lost; it was restored"
    ),
    "metadata odd": Damaged(w.edited(w.odd_metadata)),
    "metadata that shadows ours": Damaged(w.edited(w.shadows)),
    "cell types changed": Damaged(w.edited(w.retype), note="type of a1, t1, t2 was changed"),
    "cells that are none": Damaged(w.edited(w.odd_cells), note="cells could not be read"),
    "wrong kernelspec": Damaged(
        w.edited(lambda nb: nb.metadata.update(kernelspec={"name": "matlab", "display_name": "M"})),
        note="asked for the kernel 'matlab'",
    ),
    "tests edited": Damaged(
        w.edited(lambda nb: w.cell_of(nb, "t1").update(source="2.0")), note="text of t1 was edited"
    ),
    "outputs that claim points": Damaged(w.edited(w.claims_points), 0.0, "failed", r"^(t1|ps1)"),
    "a test of one's own": Damaged(
        w.edited(w.own_grades), 0.0, "failed", r"^t1", "1 cell from another assignment"
    ),
    "attachments and widget state": Damaged(w.edited(w.widgets)),
    "renamed": Damaged(w.text(str, "HUNDRED (2) - Copy.ipynb"), note="was taken for hundred.ipynb"),
    "suffix in capitals": Damaged(w.text(str, "hundred.IPYNB"), note="was taken for hundred.ipynb"),
    "in a folder of its own": Damaged(
        lambda folder, nb: (
            (folder / "my work").mkdir(),
            nbformat.write(nb, folder / "my work" / w.NAME),
        ),
        note="was taken for hundred.ipynb",
    ),
    "byte order mark": Damaged(w.text(lambda text: "\ufeff" + text), note="byte order mark"),
    "UTF-16": Damaged(w.text(lambda text: text.encode("utf-16")), note="byte order mark"),
    "nbformat 3": Damaged(w.version_3, note="old format 3"),
    "nbformat 9": Damaged(w.edited(lambda nb: nb.update(nbformat=9, nbformat_minor=-1))),
    "JSON keys twice": Damaged(w.text(w.twice)),
    "JSON too deep": _error(w.text(w.deep), "nested too deeply"),
    "JSON cut off": _error(w.text(lambda text: text[: len(text) // 2]), "breaks off"),
    "JSON broken": _error(
        w.text(lambda text: text.replace('"cells"', '"cells', 1)), "broken at line"
    ),
    "JSON without cells": _error(w.text(lambda text: "{}"), "no cells"),
    "JSON list": _error(w.text(lambda text: "[1, 2]"), "not a notebook"),
    "a number too long": _error(
        w.text(lambda text: '{"cells": ' + "9" * 10_000 + "}"), "numbers|no cells"
    ),
    "empty file": _error(w.text(lambda text: ""), "The file is empty"),
    "zeros": _error(w.text(lambda text: bytes(1000)), "The file is empty"),
    "no UTF-8": _error(w.text(lambda text: b'{"cells": "\xff\xfe"}'), "no text"),
    "a script": _error(w.text(lambda text: "import numpy\n"), "Python script"),
    "a web page": _error(w.text(lambda text: "<!DOCTYPE html>"), "web page"),
    "a zip archive": _error(w.zipped, "zip archive"),
    "no notebook": _error(
        lambda folder, nb: (folder / "answer.txt").write_text("42"), "holds no notebook"
    ),
    "two notebooks, neither named right": _error(
        w.two, "not clear which of draft.ipynb, final.ipynb"
    ),
    "empty folder": Damaged(lambda folder, nb: None, 0.0, "missing", "The folder is empty"),
    "folder for a notebook": _error(
        lambda folder, nb: ((folder / w.NAME).mkdir(), (folder / w.NAME / "x").touch()),
        "holds no notebook",
    ),
    "pipe for a notebook": _error(
        lambda folder, nb: os.mkfifo(folder / w.NAME), "holds no notebook.*no ordinary file"
    ),
    "link to another's notebook": _error(
        w.link("../../honest-00/hundred/hundred.ipynb"), "holds no notebook.*no ordinary file"
    ),
    "link to the solution": _error(
        w.link("../../../source/hundred/hundred.ipynb"), "holds no notebook.*no ordinary file"
    ),
    "link to an endless file": _error(w.link("/dev/zero"), "holds no notebook.*no ordinary file"),
    "a folder that is a link to another's": _error(w.linked_folder, "is a link to another place"),
    "hard link": Damaged(w.hard_link),
    "links, pipes and odd names beside it": Damaged(
        w.beside(also=w.odd_files), note="no ordinary file"
    ),
    "modules beside it": Damaged(w.beside(files=dict.fromkeys(w.TRAPS, w.TRAP))),
    "a file of 90 MB beside it": Damaged(w.beside(also=w.sparse(90_000_000))),
    "a file of 5 GB beside it": Damaged(
        w.beside(also=w.sparse(5 * 2**30)), note="too many or too large"
    ),
    "20,000 files beside it": Damaged(w.beside(also=w.many_files), note="too many or too large"),
    "a notebook of 60 MB": _error(w.large(60_000_000), "too large"),
    "a notebook of 40 MB": Damaged(w.large(40_000_000)),
    "5,000 cells": Damaged(w.edited(w.many_cells)),
    "lines of a megabyte": Damaged(w.edited(w.long_lines)),
    "a time that is none": Damaged(
        w.beside(files={"timestamp.txt": "\x00 9999-99-99 the day after\n" * 1000}),
        note="holds no time",
    ),
    "a time beyond all calendars": Damaged(
        w.beside(files={"timestamp.txt": "0000-01-01 99:99 UTC"}), note="holds no time"
    ),
}


FOR_ROOT = {
    "a device for a notebook": _error(w.write_device, "holds no notebook.*no ordinary file")
}
FOR_A_USER = {"no right to read": _error(w.unreadable, "cannot be read")}


def here() -> dict[str, Damaged]:
    """Everything that this user can write."""
    extra = FOR_ROOT if os.geteuid() == 0 else FOR_A_USER
    return {**ALL, **extra}
