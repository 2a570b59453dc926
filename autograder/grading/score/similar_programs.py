"""Which students' programs have long stretches of the same structure, names and numbers left out.

Fingerprints are chosen by winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document
fingerprinting", SIGMOD 2003): whatever two programs share over ``GRAM + WINDOW - 1`` tokens is found. What the
released notebook gives, and what many students wrote alike, says nothing and is taken out.
"""

import hashlib
import io
import keyword
import tokenize
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

GRAM = 12
"""Tokens of one fingerprint."""
WINDOW = 8
"""Of so many grams in a row, one is kept."""
COMMON = 0.25
"""What more than this share of the students wrote, and more than `FEW`, is the exercise's, not theirs."""
FEW = 3
LEAST = 8
"""Fingerprints of its own that a program needs to be compared at all."""


def most_alike(programs: int) -> int:
    """Of so many programs, in how many something may stand and be nobody's but theirs."""
    return max(FEW, int(COMMON * programs))


_LEFT_OUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True)
class Program:
    """A student's own code, and the lines (from 0) of each fingerprint."""

    text: str
    prints: Mapping[int, tuple[range, ...]]


@dataclass(frozen=True)
class Pair:
    """Two programs: the share of the smaller one's fingerprints that both have, and which those are."""

    first: str
    second: str
    share: float
    common: frozenset[int]


@dataclass(frozen=True)
class Compared:
    """What came of comparing programs.

    Attributes:
        programs: by student, with what is theirs alone or nearly.
        pairs: those that share at least so much, the most alike first.
        too_short: whose programs have too little of their own to be compared, whatever was taken out.
        explained: students whose programs are that much alike only by what many wrote, together with those.
    """

    programs: dict[str, Program]
    pairs: list[Pair]
    too_short: list[str]
    explained: list[list[str]]


def similar_pairs(
    programs: Mapping[str, str], given: Iterable[str] = (), at_least: float = 0.5
) -> Compared:
    """Compare programs, given by student.

    ``given`` are texts that every student was handed. A program that is no Python is compared up to there.
    """
    taken_out = {mark for text in given for mark in fingerprints(text)}
    read = {student: fingerprints(text) for student, text in programs.items()}
    holders = Counter(mark for prints in read.values() for mark in prints)
    most = most_alike(len(read))
    theirs = {
        student: {mark: where for mark, where in prints.items() if mark not in taken_out}
        for student, prints in read.items()
    }
    own = {
        student: {mark: where for mark, where in prints.items() if holders[mark] <= most}
        for student, prints in theirs.items()
    }
    pairs = _pairs(own, at_least)
    found = {(pair.first, pair.second) for pair in pairs}
    explained = [
        (pair.first, pair.second)
        for pair in _pairs(theirs, at_least)
        if (pair.first, pair.second) not in found
    ]
    return Compared(
        {student: Program(programs[student], prints) for student, prints in own.items()},
        pairs,
        sorted(student for student, prints in theirs.items() if len(prints) < LEAST),
        _groups(explained),
    )


def _pairs(prints: Mapping[str, Mapping[int, object]], at_least: float) -> list[Pair]:
    """The pairs of students who share so much of the smaller one's fingerprints, the most alike first."""
    students: dict[int, list[str]] = {}
    for student, own in prints.items():
        for mark in own:
            students.setdefault(mark, []).append(student)
    shared: dict[tuple[str, str], set[int]] = {}
    for mark, holding in students.items():
        for pair in combinations(sorted(holding), 2):
            shared.setdefault(pair, set()).add(mark)
    found = []
    for (first, second), common in shared.items():
        smaller = min(len(prints[first]), len(prints[second]))
        if smaller >= LEAST and len(common) >= at_least * smaller:
            found.append(Pair(first, second, len(common) / smaller, frozenset(common)))
    return sorted(found, key=lambda pair: (-pair.share, pair.first, pair.second))


def _groups(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The students whom pairs hold together, the largest group first."""
    group: dict[str, set[str]] = {}
    for first, second in pairs:
        both = group.get(first, {first}) | group.get(second, {second})
        group |= dict.fromkeys(both, both)
    found = {frozenset(one) for one in group.values()}
    return sorted(map(sorted, found), key=lambda one: (-len(one), one))


def fingerprints(text: str) -> dict[int, tuple[range, ...]]:
    """The fingerprints of a program with the lines where each stands."""
    tokens = list(_tokens(text))
    kinds = [kind.encode() for kind, _ in tokens]
    grams = [_number(kinds[i : i + GRAM]) for i in range(len(tokens) - GRAM + 1)]
    chosen: dict[int, int] = {}
    for start in range(max(1, len(grams) - WINDOW + 1)):
        window = grams[start : start + WINDOW]
        if window:
            least = min(window)
            place = start + len(window) - 1 - window[::-1].index(least)  # the last of equal ones
            chosen[place] = least
    found: dict[int, tuple[range, ...]] = {}
    for place, mark in chosen.items():
        lines = range(tokens[place][1], tokens[place + GRAM - 1][1] + 1)
        found[mark] = (*found.get(mark, ()), lines)
    return found


def _number(gram: list[bytes]) -> int:
    """The same number for the same gram in every run, unlike ``hash``."""
    return int.from_bytes(hashlib.blake2b(b"\0".join(gram), digest_size=8).digest(), "big")


def _tokens(text: str) -> Iterable[tuple[str, int]]:
    """A program's tokens with their lines; names, numbers and strings are all one, keywords stay."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in _LEFT_OUT:
                continue
            name = token.type == tokenize.NAME and not keyword.iskeyword(token.string)
            literal = token.type in (tokenize.NUMBER, tokenize.STRING)
            kind = "name" if name else "value" if literal else token.string
            yield kind, token.start[0] - 1
    except (tokenize.TokenError, SyntaxError):
        return  # no Python from here on
