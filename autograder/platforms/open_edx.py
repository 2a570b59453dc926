"""Open edX's own: one download holds the answers to all of a course's open assessments, and ``submissions.csv``."""

import csv
import io
from dataclasses import replace

from autograder.platforms.choose import claims_to_be
from autograder.platforms.download import Download
from autograder.platforms.handed import Handed

LIST = "submissions.csv"


def complete(download: Download, handed: list[Handed]) -> list[Handed]:
    """The files under the names that students gave them, and people with the platform's own number.

    Names in the download are cut to 255 letters. Files that the platform could not find are left out of the download.
    """
    facts = {}
    for name in download.find(LIST)[:1]:
        top = name.removesuffix(LIST)
        for line in csv.DictReader(io.StringIO(download.text(name))):
            member = f"{top}{line.get('file_path')}"
            facts[member] = line
            if line.get("file_found") == "False" and member not in download.sizes:
                download.left_out[member] = "Open edX did not find the file"
    found = []
    for one in handed:
        line = facts.get(one.member, {})
        person = replace(one.person, id=line.get("student_id") or "")
        found.append(replace(one, person=person, file=line.get("name") or one.file))
    return found


def of_assignment(handed: list[Handed], wanted: list[str]) -> tuple[list[Handed], list[str]]:
    """What was handed in to those open assessments that the notebooks ``wanted`` were handed in to, and which these
    are; everything where no notebook is called so, and nothing more of what was removed from the course than them."""
    assessments = {_assessment(one) for one in handed}
    claiming = [one for one in handed if any(claims_to_be(one, name) for name in wanted)]
    taken = {_assessment(one) for one in claiming}
    if not taken or taken == assessments:
        return handed, []
    kept = [
        one
        for one in handed
        if one in claiming or (_assessment(one) in taken and not one.member.count("/[x] - "))
    ]
    return kept, sorted(taken)


def _assessment(one: Handed) -> str:
    """Unit and number of an open assessment, as they stand before the student in a file's name."""
    unit, _, name = one.member.rpartition("/")
    return f"{unit}/{name.partition('] - ')[0]}]"
