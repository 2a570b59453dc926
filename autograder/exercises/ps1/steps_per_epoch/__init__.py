"""ps1.steps_per_epoch: `exercise` has reference and checks, `observed` cases and runs, `mistakes` their names."""

from autograder.exercises.ps1.steps_per_epoch.exercise import EXERCISE, steps_per_epoch

__all__ = ["EXERCISE", "steps_per_epoch"]
