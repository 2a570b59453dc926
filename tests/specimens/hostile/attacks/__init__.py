"""The hostile programs, each with the outcome it must get: the single tests and the class of a hundred use the same.

An attack stands in the answer cells of a small assignment with two functions, ``square`` and ``total``
(:mod:`tests.hostile.conftest`). It comes with right answers where it must cost nothing or only what comes
after it, and with wrong ones where it is after points.
"""

from tests.specimens.hostile.attacks import cheats, endings, floods, spies
from tests.specimens.hostile.attacks.attack import Attack

ALL: dict[str, Attack] = {**cheats.ATTACKS, **floods.ATTACKS, **endings.ATTACKS, **spies.ATTACKS}

__all__ = ["ALL", "Attack"]
