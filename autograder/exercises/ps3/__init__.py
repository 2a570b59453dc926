"""Problem set 3: measuring a model, and stopping in time."""

TITLE = "Validation and stopping"
MINUTES = 60
EXERCISES = ("epoch_loss", "evaluate", "fit")
