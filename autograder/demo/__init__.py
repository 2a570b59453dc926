"""An instructor's day in a temporary course: release, take in a class of twenty, grade it, report."""

from autograder.demo.day import run

__all__ = ["run"]
