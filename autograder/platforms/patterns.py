"""Platforms whose file names say who handed a file in: one regular expression each.

Forms and sources: docs/platforms.md. The order matters where a name fits two: the more special one is first.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from autograder.platforms import times
from autograder.platforms.handed import Handed, Person

Match = re.Match[str]


@dataclass(frozen=True)
class Pattern:
    """How one platform names a file.

    Attributes:
        platform: what ``--from`` calls it.
        title: its name in a sentence.
        regex: matches the whole name of a file that somebody handed in.
        handed: makes the record of a match; None for a file that is nobody's submission.
    """

    platform: str
    title: str
    regex: re.Pattern[str]
    handed: Callable[[Match], Handed | None]

    def fits(self, name: str) -> bool:
        """Whether a file is named as this platform names files, a submission or what lies beside one."""
        return self.regex.match(name) is not None

    def read(self, name: str) -> Handed | None:
        """The record of a file, or None where it is nobody's submission or not of this platform."""
        match = self.regex.match(name)
        return self.handed(match) if match else None


PEOPLE = ("name", "login", "id", "number", "email", "login_and_more")


def _by_groups(match: Match) -> Handed | None:
    """The record that the groups of a match name, as Person and Handed do; None where there is no ``file``."""
    found = match.groupdict()
    if found["file"] is None:
        return None
    facts: dict[str, Any] = {group: found.get(group) or "" for group in PEOPLE}
    when = times.read(found["when"]) if found.get("when") else None
    return Handed(match.string, found["file"], Person(**facts), when)


def _canvas(match: Match) -> Handed | None:
    late = bool(match["late"] or match["anonlate"])
    person = Person(name=match["name"] or "", id=match["user"] or "")
    if match["anon"]:
        person = Person(id=match["anon"], anonymous=True)
    file = match["file"] or f"{match['kind']}.html"
    return Handed(match.string, file, person, late=late)


def _brightspace(match: Match) -> Handed | None:
    person = Person(name=" ".join(match["name"].split()))
    return Handed(match.string, match["file"], person, times.read(match["when"]))


def _sakai(match: Match) -> Handed | None:
    within, _, file = match["rest"].partition(match["sep"])  # the folder's name is translated
    if not file or "feedback" in within.lower() or file.endswith("_submissionText.html"):
        return None  # texts and feedback that the platform writes beside the work
    if match["anon"]:
        person = Person(id=match["anon"].split()[0], anonymous=True)
    else:
        person = Person(name=match["name"].strip(), login=match["eid"])
    return Handed(match.string, file, person)


def _ilias(match: Match) -> Handed | None:
    last, _, rest = match["folder"].rpartition("_")[0].partition("_")
    first, _, login = rest.rpartition("_")
    whole = match["folder"].rpartition("_")[0]
    name = f"{first} {last}".strip()
    person = Person(name=name, login=login, id=match["user_id"], name_and_login=whole)
    return Handed(match.string, match["file"], person)


def _openolat(match: Match) -> Handed | None:
    kind = match["kind"]
    if kind != "submissions" and not kind.startswith("revisions"):
        return None
    names, _, login = match["who"].rpartition("_")
    last, _, first = names.partition("_")
    person = Person(f"{first} {last}".strip(), login, name_and_login=match["who"])
    return Handed(match.string, match["file"], person)


def _nbgrader(match: Match) -> Handed | None:
    when = times.read(match["when"].removesuffix(" UTC"))
    if when is not None and match["when"].endswith(" UTC"):
        when = when.replace(tzinfo=UTC)
    return Handed(match.string, match["file"], Person(login=match["user"]), when)


def _pattern(
    platform: str,
    title: str,
    regex: str,
    handed: Callable[[Match], Handed | None] = _by_groups,
) -> Pattern:
    return Pattern(platform, title, re.compile(regex, re.VERBOSE | re.DOTALL), handed)


PATTERNS = (
    _pattern(
        "moodle",
        "Moodle",
        r"""(?:.*/)?(?P<name>[^/]+?)(?:_(?P<id>\d+))?_assignsubmission_(?:file|onlinetext)
            (?:_/|/|_)(?P<file>.+)$""",
    ),
    _pattern(
        "nbgrader",
        "nbgrader's exchange",
        r"""(?:.*/)?(?P<user>[^/]+?)\+(?P<assignment>[^+/]+)\+
            (?P<when>\d{4}-\d\d-\d\d\ \d\d:\d\d:\d\d\.\d+\ [^+/]+)
            (?:\+[A-Za-z0-9_-]{12})?/(?P<file>.+)$""",
        _nbgrader,
    ),
    _pattern(
        "blackboard",
        "Blackboard",
        r"""(?:.*/)?(?P<title>[^/]+)_(?P<login>[^_/]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})
            (?:_(?P<file>.+)|\.txt)$""",  # without a file it is the platform's note about an attempt
    ),
    _pattern(
        "openolat",
        "OpenOlat",
        r"""(?:.*/)?(?:ita|grouptask)_[^/]+/(?P<who>\w+)/(?P<n>\d+)_
            (?P<kind>task|submissions|corrections|revisions_\d+|corrections_\d+|assessment)
            /(?P<file>.+)$""",
        _openolat,
    ),
    _pattern(
        "openedx",
        "Open edX",
        r"(?:.*/)?\[[\dx]+\]\ -\ (?P<login>[^/]+?)\ -\ (?P<file>[^/]+)$",
    ),
    _pattern(
        "brightspace",
        "Brightspace",
        r"""(?:.*/)?(?P<a>\d+)-(?P<b>\d+)\ -\ (?P<name>.+?)\ ?-[ ]
            (?P<when>\w{3,9}\.?\ \d{1,2},\ \d{4}\ \d{3,4}\ ?[AP]M)/(?P<file>.+)$""",
        _brightspace,
    ),
    _pattern(
        "sakai",
        "Sakai",
        r"""(?:[^/]+/)*?(?P<title>[^/]+)/(?:(?P<name>[^/]*?)\((?P<eid>[^()/]+)\)
            |(?P<anon>[0-9a-f-]{36}\ [^/]+?))(?P<sep>[/_])
            (?P<rest>.+)$""",
        _sakai,
    ),
    _pattern(
        "chamilo",
        "Chamilo",
        r"(?:.*/)?(?P<when>\d{4}(?:_\d\d){5})_(?=.)(?P<login_and_more>(?:[^/]*_)?(?P<file>[^/_]*))$",
    ),
    _pattern(
        "canvas",
        "Canvas",
        r"""(?:.*/)?(?:(?P<anonlate>LATE_)?anon_(?P<anon>[1-9A-HJ-NP-Za-km-z]{5})
            |(?P<name>[^/]*?)_(?P<late>LATE_)?(?P<user>\d+))_
            (?:(?P<attempt>\d+)_(?P<file>[^/]+)|(?P<kind>text|link)\.html)$""",
        _canvas,
    ),
    _pattern(
        "ilias",
        "ILIAS",
        r"(?:.*/)?(?P<folder>[^/]+_[^/]*_[^/]+_(?P<user_id>\d+))/(?P<file>.+)$",
        _ilias,
    ),
    _pattern(
        "brightspace-number",
        "Brightspace with numbers",
        r"(?:.*/)?(?P<name>[^/]+,[^/]+?)\ -\ (?P<number>\d+)/(?P<file>.+)$",
    ),
)


def folders(names: list[str]) -> Pattern:
    """A folder for each student, below what all of these names have in common."""
    deep, most = [name.split("/") for name in names], len(names) / 2
    shared: list[str] = []
    while True:
        deep = [parts for parts in deep if len(parts) > len(shared) + 2]  # the others lie astray
        tops = {parts[len(shared)] for parts in deep}
        if len(deep) <= most or len(tops) != 1:
            break
        shared += tops
    top = re.escape("".join(f"{part}/" for part in shared))
    return Pattern(
        FOLDERS,
        "a folder for each student",
        re.compile(f"{top}(?P<login>[^/]+)/(?P<file>.+)$", re.DOTALL),
        _by_groups,
    )


FOLDERS = "folders"


def own(regex: str) -> Pattern:
    """A pattern of the user's own; raises re.error, or ValueError for groups that are not there.

    It needs a group ``file`` and at least one of name, login, id, number, email; ``when`` is optional.
    """
    compiled = re.compile(regex)
    groups = compiled.groupindex.keys()
    if "file" not in groups or not groups & set(PEOPLE[:-1]):
        raise ValueError(
            "A pattern needs (?P<file>…) and one of (?P<name>…), (?P<login>…), (?P<id>…), "
            "(?P<number>…), (?P<email>…)."
        )

    return Pattern("own", "the pattern given", compiled, _by_groups)
