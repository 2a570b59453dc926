"""Levels of isolation.

isolated
    bubblewrap: own namespaces (pid, network, ipc, uts, mount, and user unless the grader is root),
    a read-only system, no network, Landlock, seccomp.
restricted
    no namespaces, but Landlock, seccomp and (as root) a user of its own.
limited
    resource limits alone and (as root) a user of its own.
none
    an ordinary kernel.
"""

from __future__ import annotations

from dataclasses import dataclass

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
        lines = [f"isolation: {self.level}{detail}, probes {held}/{len(self.probes)}"]
        lines += [f"  did not hold: {p.name} ({p.detail})" for p in self.probes if not p.held]
        lines += [f"  to mend it: {self.remedy}"] if self.remedy else []
        return "\n".join(lines)

    def refusal(self, wanted: str) -> str:
        """One sentence for a user whose machine gives less than `wanted`."""
        text = f"Grading asks for isolation level {wanted!r}, this machine gives {self.level!r}"
        text += f" ({self.detail})." if self.detail else "."
        if self.remedy:
            text += f" To mend it: {self.remedy}."
        return f"{text} To accept less: --allow-level {self.level}."
