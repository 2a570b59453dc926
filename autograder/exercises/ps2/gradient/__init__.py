"""ps2.gradient: `exercise` has reference and checks, `observed` cases and runs, `mistakes` their names."""

from autograder.exercises.ps2.gradient.exercise import EXERCISE, gradient

__all__ = ["EXERCISE", "gradient"]
