"""Mistakes that are no belief about batches: they have an id and a message, but no lesson of theirs.

They stand beside the misconceptions so that a report can count them and a wrong program can be
named after them.
"""

from dataclasses import dataclass

from autograder.exercises.misconceptions import misconceptions


@dataclass(frozen=True)
class Slip:
    """What went wrong, and the sentence that a message says about it."""

    what: str
    concept: str = ""


SLIPS = {
    "returns-nothing": Slip(
        "The function returns None.", "A function gives back only what stands after `return`."
    ),
    "wrong-type": Slip("The result is not of the type that was asked for."),
    "raises": Slip("The code raises an exception."),
    "too-slow": Slip("The code does not end within the time limit."),
    "hard-coded": Slip("The code works for the cases shown in the notebook and for no others."),
    "calls-core": Slip(
        "The code calls the course's own core instead of doing the work.",
        "The course's own core does not count as a solution.",
    ),
    "skips-gradient": Slip(
        "The code finds weights without calling the gradient function it was given.",
        "SGD walks: a gradient for each batch, and a step after each.",
    ),
    "starts-late": Slip(
        "The first step does not start from the weights that were passed in.",
        "Training starts from the weights it is given: that makes two runs comparable.",
    ),
    "writes-to-arguments": Slip(
        "The code changes the weights or data that were passed in.",
        "The caller may still need its arrays: the first weights, for another run.",
    ),
    "returns-early": Slip(
        "The function returns inside the loop, after its first round.",
        "`return` ends the function: no later round of a loop is reached.",
    ),
    "not-shuffled": Slip(
        "The samples are used in the order in which they are stored.",
        "Stored data are often sorted. Shuffled, each batch is a fair sample of all.",
    ),
    "tail-counted-full": Slip(
        "Every batch is counted as a full one, the tail too.",
        "The last batch is smaller: it has only the samples that are left.",
    ),
    "one-epoch-only": Slip(
        "What is asked for all epochs is given for one.",
        "The training has `num_epochs` epochs, and each makes its steps anew.",
    ),
    "half-gradient": Slip(
        "The factor 2 of the squared error's derivative is missing.",
        "The loss is the mean of the squared errors, and the derivative of e² is 2e.",
    ),
    "returns-change": Slip(
        "The change of the weights is returned instead of the new weights.",
        "A step starts from where the weights are.",
    ),
    "loss-once-an-epoch": Slip(
        "One loss is recorded for each epoch instead of each step.",
        "A step is one batch, and each step has a loss of its own.",
    ),
    "loss-after-update": Slip(
        "The loss of a step is measured after its update.",
        "The loss of a step is what its batch cost before the weights moved.",
    ),
    "loss-of-all": Slip(
        "The loss of a step is measured on the whole data set.",
        "The loss of a step belongs to its batch: that is all the step has seen.",
    ),
    "last-batch-only": Slip(
        "The last batch stands for the whole epoch.",
        "The loss of an epoch, or of a set, is the mean over all its samples.",
    ),
    "compares-with-previous": Slip(
        "A loss is compared with the one before instead of with the best.",
        "An improvement is a loss below the smallest so far, not just below the one before.",
    ),
    "no-baseline": Slip(
        "The weights are not validated before the first step of fine-tuning.",
        "Fine-tuning may do harm, and then the pretrained weights are the best ones.",
    ),
    "loses-a-batch": Slip(
        "A batch is taken from the stream and never used.",
        "Each batch that is taken from the stream is gone; unused, its samples are lost.",
    ),
    "ignores-argument": Slip("The code does not use one of its arguments."),
}


def concept(id: str) -> str:
    """The sentence that a message says about a misconception or slip."""
    named = misconceptions().get(id) or SLIPS.get(id)
    return named.concept if named else ""
