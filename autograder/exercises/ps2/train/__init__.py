"""ps2.train: `exercise` has reference and checks, `observed` cases and runs, `mistakes` their names."""

from autograder.exercises.ps2.train.exercise import EXERCISE, train

__all__ = ["EXERCISE", "train"]
