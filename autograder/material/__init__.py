"""What the course hands out: its lessons and problem sets, and the folder in which a student works on them.

The standard library alone: a student's machine has no nbgrader, and the build of the wheel has nothing at all.
"""
