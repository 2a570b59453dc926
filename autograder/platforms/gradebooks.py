"""What each platform's gradebook imports: columns, identifiers, separators.

Some platforms want their own file back with cells filled in (``template``), some a new file. What
an import would change or erase on the platform is returned as a sentence. Sources: docs/platforms.md.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.grading.contract.text import few
from autograder.grading.course import CourseError
from autograder.grading.pages.export import as_csv
from autograder.platforms.class_list import HEADERS, cells, columns
from autograder.platforms.marks import Mark, Marks
from autograder.platforms.worksheet import (
    grade_column,
    highest_grade,
    identifier_column,
    number,
    owners,
)

TOTALS = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)")
NUMBERED = re.compile(r".*\((\d+)\)\s*$")
GRADE_HEADERS = {"grade", "bewertung", "note", "calificación", "nota", "cijfer", "beoordeling"}


@dataclass
class Sheet:
    """The text of a file for a platform's gradebook, and what its import would do besides."""

    text: str
    marks: int
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Target:
    """What is written: marks, the title of the platform's column, and the platform's own file if any."""

    marks: Marks
    title: str
    template: Path | None = None


def canvas(target: Target) -> Sheet:
    """Canvas: ``ID`` decides, then login; the number behind the title decides which assignment."""
    title = target.title
    sheet = _new(
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title],
        [
            [_sortable(m), _digits(m), m.student.number, _login(m), "", m.text]
            for m in target.marks.marks
        ],
    )
    if TOTALS.search(title):
        raise CourseError(
            f"Canvas takes a column called {title!r} for a total and ignores it. Choose another --title."
        )
    number_of = NUMBERED.match(title)
    if not number_of:
        sheet.warnings.append(
            f"{title!r} has no number: Canvas looks for an assignment of exactly this title, and offers "
            'to make a new one where there is none. Give the number with --title "TITLE (12345)".'
        )
    _compare(
        sheet,
        target,
        lambda header: (
            header == title
            or bool(number_of and (own := NUMBERED.match(header)) and own[1] == number_of[1])
        ),
        {"id": _digits, "sis login id": _login},
    )
    if nameless := [m.student.id for m in target.marks.marks if not _digits(m)]:
        sheet.warnings.append(
            f"{len(nameless)} students have no Canvas ID and are found by their login. Read Canvas's own "
            "gradebook once with: autograder collect … --roster GRADEBOOK.csv"
        )
    return sheet


def moodle(target: Target) -> Sheet:
    """Moodle's grading worksheet, with grades filled in; its headers are in the user's language."""
    head, lines, write = _template(target, "Moodle's grading worksheet")
    identifier = identifier_column(lines)
    known = [i for i, header in enumerate(head) if header.strip().casefold() in GRADE_HEADERS]
    grade = known[0] if known else grade_column(lines)
    if grade is None:
        grade = _column(head, GRADE_HEADERS, "the grade", target)
    filled: set[str] = set()
    changed: list[str] = []
    above, locked = [], []
    for line in lines:
        if len(line) != len(head):
            raise CourseError(
                f"A line of {target.template} has {len(line)} cells and the header {len(head)}; Moodle "
                "refuses the whole file. Download the worksheet again."
            )
    found, doubtful = owners(target.marks, lines, columns(head, lines), identifier)
    for line, mark in zip(lines, found, strict=True):
        if mark is None:
            continue
        changed += _change(line[grade], mark)
        if (highest := highest_grade(line, head, grade)) is not None and float(mark.text) > highest:
            above.append(mark.student.id)
        if any(
            header.strip().casefold() == "grade can be changed" and cell.strip().casefold() == "no"
            for header, cell in zip(head, line, strict=True)
        ):
            locked.append(mark.student.id)
        line[grade] = mark.text
        filled.add(mark.student.id)
    sheet = Sheet(write(head, lines), len(filled))
    _say_unfound(sheet, target, filled, "the worksheet")
    if doubtful:
        sheet.warnings.append(
            f"Found by their name alone, with another e-mail address or number: {few(doubtful)}. Is it them?"
        )
    if locked:
        sheet.warnings.append(
            f"Moodle skips, without a word, grades that are locked: {few(locked)}."
        )
    if filled and all(highest_grade(line, head, grade) is None for line in lines):
        sheet.warnings.append(
            "No highest grade stands behind the grades. Is it a scale of words? Moodle skips numbers then."
        )
    every = {highest_grade(line, head, grade) for line in lines} - {None, target.marks.max_score}
    if every:
        sheet.warnings.append(
            f"The worksheet's highest grade is {every.pop():g} and ours {target.marks.max_score:g}: Moodle "
            "does not scale marks."
        )
    if above:
        sheet.warnings.append(
            f"Moodle skips, without a word, marks above its highest grade: {few(above)}."
        )
    if changed:
        sheet.warnings.append(f"Grades that are there already would change: {few(changed)}.")
    if "identifier" not in head[identifier].casefold():
        sheet.warnings.append(
            "The worksheet is not in English: tick 'allow updating records that have been modified more "
            "recently' when you upload it, or Moodle skips every grade that it has already."
        )
    if sheet.text.partition("\n")[0].count(";") >= len(head) - 1:
        sheet.warnings.append(
            "The worksheet's cells are separated by semicolons: choose that when you upload it."
        )
    return sheet


def sakai(target: Target) -> Sheet:
    """Sakai's gradebook: login, name, and the item with its points in brackets."""
    item = f"{target.title} [{target.marks.max_score:g}]"
    lines = [[_login(m), _sortable(m), m.text] for m in target.marks.marks]
    sheet = _new(["Student ID", "Name", item], lines)
    sheet.warnings.append(
        f"Sakai makes a new item where it has none that is called {target.title!r}."
    )
    _compare(
        sheet,
        target,
        lambda header: header.partition(" [")[0] == target.title,
        {"student id": _login, "id": _login},
    )
    return sheet


def blackboard(target: Target) -> Sheet:
    """Blackboard's grade file, filled in: only a header with the column's id reaches its column."""
    if target.template is None:
        if "|" not in target.title:
            raise CourseError(
                "Blackboard makes a new text column of 0 points from a header without an id. Fill in its "
                'own download with --fill FILE, or give its whole header: --title "ps1 [Total Pts: 10 '
                'Score] |123456".'
            )
        lines = [[_login(m), m.text] for m in target.marks.marks]
        return _new(["Username", target.title], lines)
    head, lines, write = _template(target, "Blackboard's grade file")
    user = _column(head, HEADERS["login"], "the user name", target)
    graded = [i for i, header in enumerate(head) if "|" in header]
    named = [i for i in graded if re.match(rf"{re.escape(target.title)}(?!(?<=\w)\w)", head[i])]
    grade = (named or graded or [-1])[0]
    if grade < 0 or len(named or graded) > 1:
        raise CourseError(
            f"{target.template} has {len(named or graded)} columns of grades that could be {target.title!r}. "
            "Name one by the beginning of its header: --title TITLE"
        )
    sheet = _filled(target, head, lines, write, user, grade)
    sheet.warnings.append(
        f"The marks are for the column {head[grade]!r}; no other column is in the file."
    )
    return sheet


def brightspace(target: Target) -> Sheet:
    """Brightspace: ``OrgDefinedId`` and ``Username`` with a hash before, and its end-of-line column."""
    head = ["OrgDefinedId", "Username", f"{target.title} Points Grade", "End-of-Line Indicator"]
    lines = [
        [f"#{m.student.number}" if m.student.number else "", f"#{_login(m)}", m.text, "#"]
        for m in target.marks.marks
    ]
    sheet = _new(head, lines)
    sheet.warnings.append(
        f"Brightspace offers to make an item where it has none called {target.title!r}, and caps what is "
        "above its maximum."
    )
    _compare(
        sheet,
        target,
        lambda header: header.startswith(f"{target.title} Points Grade"),
        {"username": _login, "orgdefinedid": lambda mark: mark.student.number},
    )
    return sheet


def openolat(target: Target) -> Sheet:
    """OpenOlat's bulk assessment: lines to paste, a tab between user name and score, no header."""
    if target.template is not None:
        raise CourseError("OpenOlat takes lines to paste and no file that could be filled in.")
    lines = [f"{_login(m)}\t{m.text}\n" for m in target.marks.marks]
    return Sheet("".join(lines), len(lines))


FORMATS: dict[str, Callable[[Target], Sheet]] = {
    "canvas": canvas,
    "moodle": moodle,
    "sakai": sakai,
    "blackboard": blackboard,
    "brightspace": brightspace,
    "openolat": openolat,
}


def _new(head: list[str], lines: list[list[str]]) -> Sheet:
    return Sheet(as_csv([head, *lines], end="\n"), len(lines))


def _login(mark: Mark) -> str:
    return mark.student.login or mark.student.id


def _compare(
    sheet: Sheet,
    target: Target,
    is_ours: Callable[[str], bool],
    keys: dict[str, Callable[[Mark], str]],
) -> None:
    """Say which marks of the platform's own file, where it is given, are others than ours: somebody may have changed
    them there by hand. The file is not filled in; ``keys`` are its columns that name students."""
    if target.template is None:
        return
    head, lines, _ = _template(target, "The platform's own file")
    columns = [index for index, header in enumerate(head) if is_ours(header.strip())]
    if len(columns) != 1:
        raise CourseError(
            f"{target.template} has {len(columns)} columns of {target.title!r}; its columns are {', '.join(head)}."
        )
    known = {
        (index, key(mark).casefold()): mark
        for index, header in enumerate(head)
        if (key := keys.get(header.strip().casefold()))
        for mark in target.marks.marks
        if key(mark)
    }
    changed: dict[str, None] = {}
    for line in lines:
        places = enumerate(cell.strip().lstrip("#").casefold() for cell in line)
        mark = next((known[at] for at in places if at in known), None)
        if mark and columns[0] < len(line):
            changed |= dict.fromkeys(_change(line[columns[0]], mark))
    if changed:
        sheet.warnings.append(f"Marks that are there already would change: {few([*changed])}.")


def _change(cell: str, mark: Mark) -> list[str]:
    """How a mark would change that is there already; nothing where it would not."""
    before = cell.strip()
    if not before or number(before) == float(mark.text):
        return []
    return [f"{mark.student.id} ({before} → {mark.text})"]


def _sortable(mark: Mark) -> str:
    return ", ".join(filter(None, [mark.student.last, mark.student.first])) or mark.student.id


def _digits(mark: Mark) -> str:
    """The platform's number of a student."""
    return next((one for one in mark.student.ids if one.isdigit()), "")


Write = Callable[[list[str], list[list[str]]], str]


def _template(target: Target, what: str) -> tuple[list[str], list[list[str]], Write]:
    """The platform's own file: header, lines, and how to write it again with the same separator."""
    if target.template is None:
        raise CourseError(f"{what} must be filled in: download it, and name it with --fill FILE.")
    every, separator = cells(target.template)
    lines = [line for line in every if line]
    if len(lines) < 2:
        raise CourseError(f"{target.template} has no lines to fill in.")
    return lines[0], lines[1:], lambda head, rest: as_csv([head, *rest], separator, "\n")


def _column(head: list[str], names: set[str], what: str, target: Target) -> int:
    found = [index for index, header in enumerate(head) if header.strip().casefold() in names]
    if not found:
        raise CourseError(
            f"{target.template} has no column for {what}; its columns are {', '.join(head)}. "
            "Download it in English, or rename that header and take it back afterwards."
        )
    return found[0]


def _filled(
    target: Target, head: list[str], lines: list[list[str]], write: Write, user: int, grade: int
) -> Sheet:
    """Keep the lines of those who have a mark, with the mark in its column; other columns of marks would be set back
    to what they were when the file was downloaded."""
    own = [index for index, header in enumerate(head) if "|" not in header or index == grade]
    by_login = {(_login(m)).casefold(): m for m in target.marks.marks}
    filled: set[str] = set()
    kept, changed = [], list[str]()
    for line in lines:
        line += [""] * (len(head) - len(line))
        mark = by_login.get(line[user].strip().casefold())
        if mark is None:
            continue
        changed += _change(line[grade], mark)
        filled.add(mark.student.id)
        line[grade] = mark.text
        kept.append([line[index] for index in own])
    sheet = Sheet(write([head[index] for index in own], kept), len(kept))
    _say_unfound(sheet, target, filled, "the file")
    if changed:
        sheet.warnings.append(f"Marks that are there already would change: {few(changed)}.")
    return sheet


def _say_unfound(sheet: Sheet, target: Target, found: set[str], where: str) -> None:
    if lost := sorted({mark.student.id for mark in target.marks.marks} - found):
        sheet.warnings.append(f"Not in {where}, with a mark: {len(lost)} ({few(lost)}).")
