"""ps1.account: `exercise` has reference and checks, `observed` cases and runs, `mistakes` their names."""

from autograder.exercises.ps1.account.exercise import EXERCISE, account

__all__ = ["EXERCISE", "account"]
