"""Platforms that say who handed a file in, or when, in a file of the download and not in names alone."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import yaml

from autograder.grading.course import CourseError
from autograder.platforms import open_edx, sakai, times
from autograder.platforms.download import Download
from autograder.platforms.handed import Handed, Person
from autograder.platforms.student import squeezed

METADATA = "submission_metadata.yml"
FILE_LIST = "archive_filelist.csv"


def gradescope(download: Download) -> list[Handed] | None:
    """Gradescope's export: ``submission_metadata.yml`` beside a folder for each submission."""
    if not (found := download.find(METADATA)):
        return None
    try:
        data = yaml.safe_load(download.text(found[0]))
    except yaml.YAMLError as error:
        raise CourseError(f"{found[0]} in {download.path.name} is no YAML.") from error
    top = str(PurePosixPath(found[0]).parent)
    handed = []
    for folder, facts in data.items() if isinstance(data, dict) else ():
        prefix = f"{folder}/" if top == "." else f"{top}/{folder}/"
        if not isinstance(facts, dict):
            continue
        for submitter in facts.get(":submitters") or ():
            person = Person(
                name=str(submitter.get(":name") or ""),
                number=str(submitter.get(":sid") or ""),
                email=str(submitter.get(":email") or ""),
            )
            handed += [
                Handed(name, name.removeprefix(prefix), person, _time(facts.get(":created_at")))
                for name in download.names
                if name.startswith(prefix)
            ]
    return handed


def _time(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else times.read(str(value)) if value else None


def stud_ip(download: Download) -> list[Handed] | None:
    """Stud.IP's folder: ``archive_filelist.csv`` names who put which file there, and when."""
    if not (found := download.find(FILE_LIST)):
        return None
    lines = list(csv.reader(io.StringIO(download.text(found[0])), delimiter=";"))
    top = str(PurePosixPath(found[0]).parent)
    handed = []
    for line in lines[1:]:  # headers are in the user's language; the order is fixed
        if len(line) < 7:
            continue
        name, path = f"{line[2]} {line[3]}".strip(), line[6].lstrip("/")
        member = next((m for m in (path, f"{top}/{path}") if m in download.sizes), None)
        if member is None:
            member = next((m for m in download.names if m.endswith(f"/{path}")), None)
        if member is not None:
            file = PurePosixPath(member).name
            handed.append(Handed(member, file, Person(name=name), times.read(line[5])))
    return handed


LISTED: dict[str, tuple[str, Callable[[Download], list[Handed] | None]]] = {
    "gradescope": ("Gradescope", gradescope),
    "studip": ("Stud.IP", stud_ip),
}


def complete(platform: str, download: Download, handed: list[Handed]) -> list[Handed]:
    """Add what a platform says beside the names: Sakai its times, Blackboard logins and names, Open edX names."""
    if platform == "sakai":
        return [sakai.with_time(download, one) for one in handed]
    if platform == "openedx":
        return open_edx.complete(download, handed)
    if platform == "blackboard":
        notes = _blackboard_notes(download)
        return [_with_note(one, notes) for one in handed]
    if platform == "openolat":
        return _newest_revisions(handed)
    return handed


_NOTE = re.compile(r".*_attempt_\d{4}(?:-\d\d){5}\.txt")
_NAME_LINE = re.compile(r"^Name:\s*(.*?)\s*\(([^()]+)\)\s*$", re.MULTILINE)


def _blackboard_notes(download: Download) -> dict[str, Person]:
    """Who each attempt is from, by the beginning of its files' names."""
    people = {}
    for name in download.names:
        if _NOTE.fullmatch(name) and (match := _NAME_LINE.search(download.text(name))):
            people[name.removesuffix(".txt")] = Person(name=match[1], login=match[2])
    return people


def _with_note(handed: Handed, notes: dict[str, Person]) -> Handed:
    start = next((s for s in notes if handed.member.startswith(f"{s}_")), None)
    return handed if start is None else replace(handed, person=notes[start])


BLIND = {"participant", "teilnehmerin", "teilnehmer", "participante", "partecipante", "deelnemer"}


def hidden(handed: list[Handed], word: str, names: set[str]) -> list[Handed]:
    """The same files, of nobody's name where Moodle's blind marking puts one ``word`` in the place of names.

    Without a worksheet that says the word, it is one of BLIND, or what all are called and none of the ``names``.
    """
    called = {form for one in handed for form in squeezed(one.person.name)}
    ids = {one.person.id for one in handed}
    words = squeezed(word) or BLIND
    if not word and len(ids) > 1 and len({one.person.name for one in handed}) == 1:
        words = words | (called - names)
    return [
        replace(one, person=Person(id=one.person.id, anonymous=True))
        if one.person.id and words & squeezed(one.person.name)
        else one
        for one in handed
    ]


_REVISION = re.compile(r"/\d+_revisions_(\d+)/")


def _newest_revisions(handed: list[Handed]) -> list[Handed]:
    """Of each person only the files of the newest revision, or of the submission where there is none."""

    def number(one: Handed) -> int:
        match = _REVISION.search(one.member)
        return int(match[1]) if match else 0

    newest: dict[Person, int] = {}
    for one in handed:
        newest[one.person] = max(newest.get(one.person, 0), number(one))
    return [one for one in handed if number(one) == newest[one.person]]
