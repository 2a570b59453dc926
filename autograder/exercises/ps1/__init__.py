"""Problem set 1: counting steps, and cutting data into batches."""

TITLE = "Counting and batching"
MINUTES = 45
EXERCISES = ("steps_per_epoch", "account", "minibatches")
