"""Which of a person's files are the submission: the newest by time; where no time says it, nobody guesses."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

from autograder.platforms.download import Download
from autograder.platforms.handed import Handed

_COPY = re.compile(r"(?:[ _]?\(\d+\)|[-+]\d+|[-_ ]+copy(?:[ _]?\d+)?)$", re.IGNORECASE)
BY_FILE = ("studip", "chamilo")
"""Platforms where a time is that of one file; elsewhere it is that of everything handed in at once."""


def unpacked(files: list[Handed], download: Download) -> list[Handed]:
    """The files of somebody, with what is in their zip files where no notebook lies beside those."""
    if any(one.is_notebook for one in files):
        return files
    found = []
    for one in files:
        inside = download.unpack(one.member) if one.file.lower().endswith(".zip") else []
        found += [
            replace(one, member=name, file=name.removeprefix(one.member), packed_in=one.member)
            for name in inside
        ] or [one]
    return found


def newest(
    files: list[Handed], wanted: list[str], take: tuple[str, ...], platform: str, download: Download
) -> list[Handed]:
    """The files of a person's last attempt with a notebook; LookupError where nothing says which is the last."""
    chosen = [one for one in files if {one.member, one.packed_in} & set(take)]
    if all(one.when is not None for one in files) and not chosen:
        files = _last_by_file(files, wanted) if platform in BY_FILE else _last(files)
    kept = dict.fromkeys(files)
    for name in wanted:
        claims = [one for one in files if claims_to_be(one, name)]
        taken = [one for one in claims if one in chosen]
        contents = {download.read(one.member) for one in claims}
        if len(contents) > 1 and len(taken) != 1:
            raise LookupError(_undecided(name, claims))
        for one in claims:
            if one not in (taken or claims[:1]):
                kept.pop(one)
    if len(wanted) == 1 and len(chosen) == 1 and chosen[0].is_notebook:
        return [one for one in kept if one in chosen or not one.is_notebook]
    return list(kept)


def claims_to_be(handed: Handed, name: str) -> bool:
    """Whether a file is the notebook ``name``, or a further copy of it by its name."""
    stem = _COPY.sub("", PurePosixPath(handed.file).stem)
    own = stem.rpartition(" - ")[2]  # behind ILIAS's word for late
    return handed.is_notebook and not {stem, own}.isdisjoint({name, _COPY.sub("", name)})


def _last(files: list[Handed]) -> list[Handed]:
    """What was handed in at once, the last time that a notebook was in it."""
    last = max(map(_time, [one for one in files if one.is_notebook] or files))
    return [one for one in files if one.when == last]


def _last_by_file(files: list[Handed], wanted: list[str]) -> list[Handed]:
    """Of each notebook that is wanted and each other file the newest."""
    newest: dict[str, Handed] = {}
    for one in sorted(files, key=_time):
        name = next((name for name in wanted if claims_to_be(one, name)), one.file)
        newest[name] = one
    others = [one for name, one in newest.items() if one.is_notebook and name not in wanted]
    for name in wanted:
        later = [one for one in others if name in newest and _time(one) > _time(newest[name])]
        if later:
            raise LookupError(_undecided(name, [newest[name], *later]))
    return list(newest.values())


def _time(one: Handed) -> datetime:
    assert one.when is not None
    return one.when


def _undecided(name: str, claims: list[Handed]) -> str:
    listed = ", ".join(one.packed_in or one.member for one in claims)
    return (
        f"Several files could be {name}.ipynb, and nothing says which is the last: {listed}. "
        "Choose one with --take NAME."
    )
