"""The catalogue of misconceptions: beliefs about batches, steps and epochs, and what is true.

Lessons use it for the options of their questions, exercises for their messages, tests for their
wrong programs. The entries stand in ``misconceptions.toml``; this module only reads them. Another package's
problem set may have a file of that name beside its ``__init__``, in which only belief and rule are needed.

>>> misconception("count-plus-one").lesson
1
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from autograder.exercises import registry

GROUPS = ("counting", "accumulation", "losses", "sampling", "update", "stopping")


@dataclass(frozen=True)
class Misconception:
    """One belief and the rule that corrects it.

    ``id`` is used everywhere for this belief. ``lesson`` is the number of the lesson that settles
    it, or a page or notebook of another course, by its address. ``program`` says whether
    ``tests/specimens/wrong`` has a program that follows the belief. ``sources`` are public threads
    (``owner/repository#number``) or pages. ``pictured`` says whether a picture of which samples
    were used when shows it. ``concept`` is the sentence that a message says about it.
    """

    id: str
    belief: str
    rule: str
    group: str = ""
    lesson: int | str = 0
    program: bool = False
    sources: tuple[str, ...] = ()
    pictured: bool = True
    concept: str = ""

    @property
    def links(self) -> tuple[str, ...]:
        """The sources as web addresses."""
        return tuple(_link(source) for source in self.sources)


def misconceptions(*folders: Path) -> Mapping[str, Misconception]:
    """All misconceptions by id, in the order of the catalogue (read-only).

    folders: of problem sets whose own are wanted beside those of the packages that are installed or loaded.
    """
    return _read((*registry.folders(), *folders))


def misconception(id: str) -> Misconception:
    """The misconception with this id.

    Raises ``KeyError`` with the nearest ids if there is none.
    """
    known = misconceptions()
    if id not in known:
        from difflib import get_close_matches

        near = ", ".join(get_close_matches(id, known, cutoff=0.4)) or "none is near"
        raise KeyError(f"no misconception has the id {id!r}; nearest: {near}")
    return known[id]


@cache
def _read(folders: tuple[Path, ...]) -> Mapping[str, Misconception]:
    catalogue: dict[str, Misconception] = {}
    for folder in (Path(__file__).parent, *folders):
        for id, entry in _catalogue(folder).items():
            catalogue.setdefault(id, entry)
    return MappingProxyType(catalogue)


def _catalogue(folder: Path) -> dict[str, Misconception]:
    import tomllib

    file = folder / "misconceptions.toml"
    if not file.is_file():
        return {}
    found: dict[str, Misconception] = {}
    for id, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
        try:
            found[id] = Misconception(
                id=id, **(entry | {"sources": tuple(entry.get("sources", ()))})
            )
        except TypeError as error:
            raise ValueError(f"{file}: the entry {id} cannot be used ({error}).") from None
    return found


def _link(source: str) -> str:
    if source.startswith("https://"):
        return source
    repository, _, number = source.partition("#")
    address = f"https://github.com/{repository}"
    return f"{address}/issues/{number}" if number else address  # GitHub sends a pull request on
