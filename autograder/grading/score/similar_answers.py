"""Which written answers say the same, or nearly so in the same words, so that they are read together."""

import re
from collections import Counter
from collections.abc import Mapping

ALIKE = 0.5
"""The least similarity that is worth a word."""
_PAUSE = re.compile(r"[.,;…]+(?=\s|$)")  # punctuation of sentences; signs mean something
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|[^\w\s]")


def is_same(one: str, other: str) -> bool:
    """Whether two texts have the same words and signs in the same order; case, full stops and commas left out."""
    return _tokens(one) == _tokens(other)


def similarity(one: str, other: str) -> float:
    """How many of their words two texts share, from 0 to 1, order, case and signs left out.

    The Sørensen-Dice coefficient of the two bags of words: twice the words in both by all words.
    """
    first, second = Counter(_words(one)), Counter(_words(other))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else float(is_same(one, other))


def most_similar(text: str, others: Mapping[str, str]) -> dict[str, float]:
    """The names of the others' texts that share half the words or more, the most similar first."""
    found = {name: similarity(text, other) for name, other in others.items()}
    ordered = sorted(found, key=lambda name: (-found[name], name))
    return {name: found[name] for name in ordered if found[name] >= ALIKE}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_PAUSE.sub(" ", text.casefold()))
