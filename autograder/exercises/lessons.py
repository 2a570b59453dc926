"""The lessons by number, and where a notebook finds them: what a message says to reread."""

import os
from pathlib import Path

TITLES = (
    "Start here",
    "Batch, iteration, epoch: the ledger",
    "One iteration, slowly",
    "A batch's gradient is an estimate",
    "Shuffling and the epoch",
    "Same number of steps, different training",
    "When steps per epoch is not n / batch size",
    "Train loss, validation loss, and when to stop",
    "Choosing the batch size",
    "The same words in real frameworks",
    "Two answers from the internet, audited",
)


def lesson(number: int) -> str:
    """A lesson's number and title."""
    return f"lesson {number}, {TITLES[number]}"


def link(number: int) -> str:
    """The address of a lesson relative to the working directory, or "" if it is not near.

    ``lessons/`` is looked for in the working directory and those above it.
    """
    here = Path.cwd()
    for folder in (here, *here.parents[:4]):
        for path in sorted((folder / "lessons").glob(f"{number:02}_*.ipynb")):
            return Path(os.path.relpath(path, here)).as_posix()
    return ""
