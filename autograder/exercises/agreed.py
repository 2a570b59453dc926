"""What an exercise and the grader agree on."""

GRADING_SEED = "AUTOGRADER_GRADING_SEED"
"""The environment variable with the seed that draws the hidden tests."""

GRADE_MIME = "application/vnd.autograder.grade+json"
"""The type of the output in which an exercise says how it went."""
