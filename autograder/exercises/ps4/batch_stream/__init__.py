"""ps4.batch_stream: `exercise` has reference and checks, `observed` cases and runs, `mistakes` their names."""

from autograder.exercises.ps4.batch_stream.exercise import EXERCISE

__all__ = ["EXERCISE"]
