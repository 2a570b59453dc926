"""ps4.fine_tune: `exercise` has reference and checks, `observed` cases and runs, `mistakes` their names."""

from autograder.exercises.ps4.fine_tune.exercise import EXERCISE

__all__ = ["EXERCISE"]
