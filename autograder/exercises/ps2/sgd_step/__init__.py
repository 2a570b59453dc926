"""ps2.sgd_step: `exercise` has reference and checks, `observed` cases and runs, `mistakes` their names."""

from autograder.exercises.ps2.sgd_step.exercise import EXERCISE, sgd_step

__all__ = ["EXERCISE", "sgd_step"]
