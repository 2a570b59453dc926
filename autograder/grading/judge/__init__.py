"""Test cells are run here, in a process of their own, never in the student's kernel.

The judge's process and the student's share a socket and nothing else.
"""
