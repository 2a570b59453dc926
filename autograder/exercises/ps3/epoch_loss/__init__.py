"""ps3.epoch_loss: `exercise` has reference and checks, `observed` cases and runs, `mistakes` their names."""

from autograder.exercises.ps3.epoch_loss.exercise import EXERCISE

__all__ = ["EXERCISE"]
