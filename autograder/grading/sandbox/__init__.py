"""How untrusted notebooks are run: sandbox, warm kernels, limits, levels of isolation."""

from autograder.grading.sandbox.levels import LEVELS, Isolation, Probe, probe

__all__ = ["LEVELS", "Isolation", "Probe", "probe"]
