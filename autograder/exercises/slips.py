"""Mistakes that are no belief about batches: they have an id and a message, but no lesson of theirs.

They stand beside the misconceptions so that a report can count them and a wrong program can be
named after them.
"""

from autograder.exercises.misconceptions import misconceptions

SLIPS = {
    "returns-nothing": "A function gives back only what stands after `return`.",
    "wrong-type": "",
    "raises": "",
    "too-slow": "",
    "hard-coded": "",
    "calls-core": "The course's own core does not count as a solution.",
    "skips-gradient": "SGD walks: a gradient for each batch, and a step after each.",
    "starts-late": "Training starts from the weights it is given: that makes two runs comparable.",
    "writes-to-arguments": "The caller may still need its arrays: the first weights, for another run.",
    "returns-early": "`return` ends the function: what is left to do is not done any more.",
    "not-shuffled": "Stored data are often sorted. Shuffled, each batch is a fair sample of all.",
    "tail-counted-full": "The last batch is smaller: it has only the samples that are left.",
    "one-epoch-only": "The training has `num_epochs` epochs, and each makes its steps anew.",
    "half-gradient": "The loss is the mean of the squared errors, and the derivative of e² is 2e.",
    "returns-change": "A step starts from where the weights are.",
    "loss-once-an-epoch": "A step is one batch, and each step has a loss of its own.",
    "loss-after-update": "The loss of a step is what its batch cost before the weights moved.",
    "loss-of-all": "The loss of a step belongs to its batch: that is all the step has seen.",
    "last-batch-only": "The loss of an epoch, or of a set, is the mean over all its samples.",
    "compares-with-previous": "An improvement is a loss below the smallest so far, not just below the one before.",
    "no-baseline": "Fine-tuning may do harm, and then the pretrained weights are the best ones.",
    "loses-a-batch": "Each batch that is taken from the stream is gone; unused, its samples are lost.",
    "ignores-argument": "",
}
"""By id the sentence that a message says about it; empty where what happened says it all."""


def concept(id: str) -> str:
    """The sentence that a message says about a misconception or slip."""
    named = misconceptions().get(id)
    return named.concept if named else SLIPS.get(id, "")
