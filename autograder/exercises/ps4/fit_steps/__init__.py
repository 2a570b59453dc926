"""ps4.fit_steps: `exercise` has reference and checks, `observed` cases and runs, `mistakes` their names."""

from autograder.exercises.ps4.fit_steps.exercise import EXERCISE

__all__ = ["EXERCISE"]
