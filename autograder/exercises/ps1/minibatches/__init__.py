"""ps1.minibatches: `exercise` has reference and checks, `observed` cases and runs, `mistakes` their names."""

from autograder.exercises.ps1.minibatches.exercise import EXERCISE, minibatches

__all__ = ["EXERCISE", "minibatches"]
