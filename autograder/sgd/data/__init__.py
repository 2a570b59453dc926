"""Data sets: small ones made from a seed, and handwritten digits that come with the package.

SOURCES.md says where the digits are from and under which licence; ``make`` wrote the files.
"""

from autograder.sgd.data.stored import FineTuning, digits, fine_tuning
from autograder.sgd.data.synthetic import DataSet, line, regression, split

__all__ = [
    "DataSet",
    "FineTuning",
    "digits",
    "fine_tuning",
    "line",
    "regression",
    "split",
]
