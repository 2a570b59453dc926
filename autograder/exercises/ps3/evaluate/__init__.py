"""ps3.evaluate: `exercise` has reference and checks, `observed` cases and runs, `mistakes` their names."""

from autograder.exercises.ps3.evaluate.exercise import EXERCISE

__all__ = ["EXERCISE"]
