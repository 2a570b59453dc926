"""Problem set 2: the training loop."""

TITLE = "The training loop"
MINUTES = 60
EXERCISES = ("gradient", "sgd_step", "train_epoch", "train")
