"""The data that the steps of grading hand to each other."""
