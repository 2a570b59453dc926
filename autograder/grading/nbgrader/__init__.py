"""nbgrader's own commands, and formgrader, grade as `autograder grade` does: the steps that its configuration names."""
