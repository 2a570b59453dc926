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


def lesson(place: int | str) -> str:
    """A lesson's number and title; another course's page by its own address."""
    return place if isinstance(place, str) else f"lesson {place}, {TITLES[place]}"


def link(place: int | str) -> str:
    """The address of a lesson relative to the working directory, or "" if it is not near.

    ``lessons/``, and another course's page, is looked for in the working directory and those above it.
    """
    if isinstance(place, str) and place.startswith(("https://", "http://")):
        return place
    here = Path.cwd()
    pattern = place if isinstance(place, str) else f"lessons/{place:02}_*.ipynb"
    for folder in (here, *here.parents[:4]):
        for path in sorted(folder.glob(pattern)):
            return Path(os.path.relpath(path, here)).as_posix()
    return ""
