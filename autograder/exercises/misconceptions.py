"""The catalogue of misconceptions: beliefs about batches, steps and epochs, and what is true.

Lessons use it for the options of their questions, exercises for their messages, tests for their
wrong programs. The entries stand in ``misconceptions.toml``; this module only reads them.

>>> misconception("count-plus-one").lesson
1
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

GROUPS = ("counting", "accumulation", "losses", "sampling", "update", "stopping")


@dataclass(frozen=True)
class Misconception:
    """One belief and the rule that corrects it.

    ``id`` is used everywhere for this belief. ``lesson`` is the number of the lesson that settles
    it. ``program`` says whether ``tests/wrong`` has a program that follows the belief. ``sources`` are public threads
    (``owner/repository#number``) or pages. ``pictured`` says whether a picture of which samples were used when
    shows it.
    """

    id: str
    group: str
    belief: str
    rule: str
    lesson: int
    program: bool
    sources: tuple[str, ...]
    pictured: bool = True

    @property
    def links(self) -> tuple[str, ...]:
        """The sources as web addresses."""
        return tuple(_link(source) for source in self.sources)


def misconceptions() -> Mapping[str, Misconception]:
    """All misconceptions by id, in the order of the catalogue (read-only)."""
    return _read()


def misconception(id: str) -> Misconception:
    """The misconception with this id.

    Raises ``KeyError`` with the nearest ids if there is none.
    """
    known = _read()
    if id not in known:
        from difflib import get_close_matches

        near = ", ".join(get_close_matches(id, known, cutoff=0.4)) or "none is near"
        raise KeyError(f"no misconception has the id {id!r}; nearest: {near}")
    return known[id]


@cache
def _read() -> Mapping[str, Misconception]:
    import tomllib

    text = Path(__file__).with_name("misconceptions.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            id: Misconception(id=id, **(entry | {"sources": tuple(entry["sources"])}))
            for id, entry in tomllib.loads(text).items()
        }
    )


def _link(source: str) -> str:
    if source.startswith("https://"):
        return source
    repository, _, number = source.partition("#")
    address = f"https://github.com/{repository}"
    return f"{address}/issues/{number}" if number else address  # GitHub sends a pull request on
