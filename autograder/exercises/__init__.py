"""Exercises that say what you got wrong: ``exercise("ps1.minibatches").check(minibatches)``.

For students' notebooks: NumPy and the standard library alone, and nothing heavy at import. The
grading of whole classes is not here but in :mod:`autograder.grading`.
"""

from autograder.exercises.closing import close_solutions
from autograder.exercises.misconceptions import Misconception, misconception, misconceptions
from autograder.exercises.notebook import NotebookExercise, exercise
from autograder.exercises.progress import Progress, progress

__all__ = [
    "Misconception",
    "NotebookExercise",
    "Progress",
    "close_solutions",
    "exercise",
    "misconception",
    "misconceptions",
    "progress",
]
