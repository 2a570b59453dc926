"""ps4.accumulate: `exercise` has reference and checks, `observed` cases and runs, `mistakes` their names."""

from autograder.exercises.ps4.accumulate.exercise import EXERCISE

__all__ = ["EXERCISE"]
