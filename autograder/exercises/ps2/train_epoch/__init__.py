"""ps2.train_epoch: `exercise` has reference and checks, `observed` cases and runs, `mistakes` their names."""

from autograder.exercises.ps2.train_epoch.exercise import EXERCISE, train_epoch

__all__ = ["EXERCISE", "train_epoch"]
