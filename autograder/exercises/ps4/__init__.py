"""Problem set 4: steps per epoch as a parameter, accumulation, fine-tuning."""

TITLE = "Steps per epoch, in earnest"
MINUTES = 75
EXERCISES = ("batch_stream", "fit_steps", "accumulate", "fine_tune")
