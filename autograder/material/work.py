"""A student's working folder: copies of the course's material, and never a loss of what the student made of them.

The folder keeps a record of what was handed out (``.sgd-course.json``). A copy that nobody has edited follows the
course; beside one that was edited the course's new version is put under another name.
"""

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.material.places import ROOT, Files, checkout

NAME = "my_work"
RECORD = ".sgd-course.json"


def working_folder(start: Path) -> Path:
    """The working folder at or above ``start``; else the checkout's, where ``start`` is in it; else a new one there."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / RECORD).is_file():
            return folder
        if folder == ROOT and checkout():
            return folder / NAME
    return here / NAME


@dataclass
class HandedOut:
    """What one hand-out did: the paths, below the working folder, that are new, brought up to date, put beside."""

    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)
    """The student's file → the new version beside it."""


def hand_out(files: Files, folder: Path, record_name: str = RECORD) -> HandedOut:
    """Copy ``files`` into the working folder. Edited files, links and whatever else stands there stay as they are."""
    record = _read(folder / record_name)
    done = HandedOut()
    for name, content in files.items():
        place, given = folder / name, record.get(name)
        if not os.path.lexists(place):
            _write(place, content)
            done.new.append(name)
        elif given == _digests(content) or _is_same(place, content):
            pass
        elif given and _is_unedited(place, given):
            _write(place, content)
            done.updated.append(name)
        else:
            other = _free_name(folder, name, given)
            _write(folder / other, content)
            done.beside[name] = other
        record[name] = _digests(content)
    if files:
        _write(folder / record_name, json.dumps(record, indent=1).encode())
    return done


def _digests(content: bytes) -> list[str]:
    """Of the file, and of what a student would edit in it: a notebook that was only run is not an edited one."""
    return [hashlib.sha256(part).hexdigest() for part in (content, _cells(content))]


def _cells(content: bytes) -> bytes:
    """The kinds and texts of a notebook's cells; the content itself where it is no notebook."""
    try:
        cells = json.loads(content)["cells"]
        return json.dumps([[c["cell_type"], "".join(c["source"])] for c in cells]).encode()
    except (ValueError, KeyError, TypeError):
        return content


def _is_same(place: Path, content: bytes) -> bool:
    return place.is_file() and place.read_bytes() == content


def _is_unedited(place: Path, given: list[str]) -> bool:
    if place.is_symlink() or not place.is_file():
        return False
    return _digests(place.read_bytes())[1] == given[1]


def _free_name(folder: Path, name: str, given: list[str] | None) -> str:
    """``ps1-new.ipynb``, or a number after it where that too is the student's by now."""
    path = PurePosixPath(name)
    number = 1
    while True:
        other = str(path.with_stem(f"{path.stem}-new{'' if number == 1 else number}"))
        place = folder / other
        if not os.path.lexists(place) or (given and _is_unedited(place, given)):
            return other
        number += 1


def _read(path: Path) -> dict[str, list[str]]:
    """The record; empty where there is none or it is damaged: then whatever differs counts as edited."""
    try:
        record = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(record, dict):
        return {}
    return {
        name: given
        for name, given in record.items()
        if isinstance(given, list) and len(given) == 2 and all(isinstance(x, str) for x in given)
    }


def _write(place: Path, content: bytes) -> None:
    """Write a file so that it appears whole: a full disk or Ctrl-C never leaves half of one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f".{place.name}.part")
    part.write_bytes(content)
    os.replace(part, place)
