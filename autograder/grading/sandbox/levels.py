"""Levels of isolation, and what this machine can give.

isolated
    bubblewrap: own namespaces (user, pid, network, ipc, uts, mount), a read-only system, no
    network, seccomp; test cells in a judge of their own.
restricted
    no namespaces, but Landlock, seccomp and (as root) another user.
limited
    resource limits alone (and, as root, another user).
none
    an ordinary kernel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LEVELS = ("isolated", "restricted", "limited", "none")
"""From the strongest to the weakest."""


@dataclass(frozen=True)
class Probe:
    """One attack that was tried from inside: `held` says that it failed, as it must."""

    name: str
    held: bool
    detail: str = ""


@dataclass(frozen=True)
class Isolation:
    """A level, what it rests on, the probes that were run, and the command that would mend it."""

    level: str
    detail: str = ""
    probes: tuple[Probe, ...] = ()
    remedy: str = ""

    def __str__(self) -> str:
        held = sum(p.held for p in self.probes)
        detail = f" ({self.detail})" if self.detail else ""
        return f"isolation: {self.level}{detail}, probes {held}/{len(self.probes)}"

    def refusal(self, wanted: str) -> str:
        """One sentence for a user whose machine gives less than `wanted`."""
        text = f"Grading asks for isolation level {wanted!r}, this machine gives {self.level!r}"
        text += f" ({self.detail})." if self.detail else "."
        if self.remedy:
            text += f" To mend it: {self.remedy}."
        return f"{text} To accept less: --allow-level {self.level}."

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Isolation:
        """From the plain dict that `dataclasses.asdict` makes."""
        probes = tuple(Probe(**p) for p in data["probes"])
        return cls(data["level"], data["detail"], probes, data["remedy"])


def probe() -> Isolation:
    """What this machine gives."""
    return Isolation("none", "the notebook runs in an ordinary kernel")
