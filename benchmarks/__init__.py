"""Measurements. Each module prints a table, or numbers with ``--json``: ``python -m benchmarks.core``."""
