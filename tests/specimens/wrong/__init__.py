"""Wrong answers. A function's name is the id of its mistake, `__` begins the name of a variant."""
