"""Mutants: right programs with one small change each, to try the checks from a side that nobody chose."""
