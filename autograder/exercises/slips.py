"""Mistakes that are no belief about batches: they have an id and a message, but no lesson of theirs.

They stand beside the misconceptions so that a report can count them and a wrong program can be
named after them.
"""

SLIPS = {
    "returns-nothing": "The function returns None.",
    "wrong-type": "The result is not of the type that was asked for.",
    "raises": "The code raises an exception.",
    "too-slow": "The code does not end within the time limit.",
    "hard-coded": "The code works for the cases shown in the notebook and for no others.",
    "calls-core": "The code calls the course's own core instead of doing the work.",
    "skips-gradient": "The code finds weights without calling the gradient function it was given.",
    "starts-late": "The first step does not start from the weights that were passed in.",
    "writes-to-arguments": "The code changes the weights or data that were passed in.",
    "returns-early": "The function returns inside the loop, after its first round.",
    "not-shuffled": "The samples are used in the order in which they are stored.",
    "tail-counted-full": "Every batch is counted as a full one, the tail too.",
    "one-epoch-only": "What is asked for all epochs is given for one.",
    "half-gradient": "The factor 2 of the squared error's derivative is missing.",
    "returns-change": "The change of the weights is returned instead of the new weights.",
    "loss-once-an-epoch": "One loss is recorded for each epoch instead of each step.",
    "loss-after-update": "The loss of a step is measured after its update.",
    "loss-of-all": "The loss of a step is measured on the whole data set.",
    "last-batch-only": "The last batch stands for the whole epoch.",
    "compares-with-previous": "A loss is compared with the one before instead of with the best.",
    "no-baseline": "The weights are not validated before the first step of fine-tuning.",
    "loses-a-batch": "A batch is taken from the stream and never used.",
    "ignores-argument": "The code does not use one of its arguments.",
}
