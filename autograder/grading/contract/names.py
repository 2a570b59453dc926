"""The global names of an assignment's notebook, as calibration has found them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Names:
    """`theirs` are the names that student cells bind, `modules` those that are modules there (name →
    module) or are imported from one and never bound otherwise (name → `module:name`), `variables`
    the global names that their functions use and those of the instructor's that they change (true
    for what is changed), `functions` those of the student's names that are functions and nothing
    else. `members` are the attributes that the solution's classes define or set (None: unknown),
    `examples` the docstrings of the release that hold examples, by the name of what has them,
    `changing` the grade_ids of the tests in which the solution changes its arguments, `stretching` of
    those in which arrays are stretched to fit each other, `facts` by grade_id what never happens in a test
    (`judge_side/comparing/vacuous.py`) (None: unknown). `written` are the files of the release that the solution
    writes anew, `anew` by grade_id the names that a test before has bound and an answer since then."""

    theirs: frozenset[str] = frozenset()
    modules: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, bool] = field(default_factory=dict)
    functions: frozenset[str] = frozenset()
    members: frozenset[str] | None = None
    examples: Mapping[str, str] = field(default_factory=dict)
    changing: frozenset[str] | None = None
    stretching: frozenset[str] | None = None
    facts: Mapping[str, list[str]] | None = None
    written: frozenset[str] = frozenset()
    anew: Mapping[str, list[str]] = field(default_factory=dict)
