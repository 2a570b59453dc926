"""The claims of the two answers that the course began with: their words, and the lesson that settles each."""

from dataclasses import dataclass

from autograder.lab.prose import Say, say


@dataclass(frozen=True)
class Claim:
    """What an answer says; the lesson that decides it; the verdict there. Lesson 10's own are computed in it."""

    words: str
    lesson: int
    verdict: str = ""


CLAIMS = {
    "first-1": Claim(
        "Steps per epoch are the samples divided by the batch size.",
        1,
        "only if B divides n; else round up, or down if the tail is dropped",
    ),
    "first-2": Claim(
        "1000 samples in batches of 100 are 10 iterations, 50 epochs are 500 updates; as one batch, 50.",
        1,
        "true",
    ),
    "first-3": Claim(
        "The loss of batch_1 is hopefully smaller than that of batch_0.",
        2,
        "not comparable: the two losses are of different samples",
    ),
    "first-4": Claim(
        "A batch's gradient only approximates the gradient of all samples.",
        3,
        "true: its mean is the full gradient, and its error falls about as 1/√B",
    ),
    "first-5": Claim(
        "SGD picks a random subset of the samples at each iteration.",
        4,
        "two schemes in one sentence: an order that is cut uses every sample once an epoch, drawing anew does not",
    ),
    "first-6": Claim(
        "It is not about the number of images but about the number of batches.",
        1,
        "misleading: the number of batches follows from n and B",
    ),
    "first-7": Claim(
        "60 samples in one batch and 100 steps an epoch: 100 passes. Two batches of 30 and 100 epochs: 200 updates.",
        6,
        "both true, but the second answers another question: at 100 steps an epoch, batches of 30 make 50 passes",
    ),
    "first-8": Claim(
        "The final weights are those after the last epoch.",
        7,
        "only if you keep those; with the best weights kept, the run ends with the best",
    ),
    "first-9": Claim(
        "If the validation loss starts to deviate from the training loss, the model overfits: stop.",
        7,
        "a gap is not the sign; a validation loss that rises while the training loss falls is",
    ),
    "first-10": Claim(
        "All samples in one batch are an overkill for the computer, and inefficient.", 10
    ),
    "first-11": Claim("After one update the weights are slightly more accurate.", 10),
    "first-12": Claim("Repeat until the losses are sufficiently small.", 10),
    "second-1": Claim(
        "Batches of 100 from 10,000 samples are 100 steps.", 1, "true: 100 divides 10,000"
    ),
    "second-2": Claim(
        "1000 steps in one epoch mean a batch size of 10, and 100 steps an epoch over 10 epochs a batch size of 100.",
        5,
        "true if an epoch is one pass, and it states both batch sizes; what it leaves out: the plans then "
        "differ in two things, the epochs and the batch size",
    ),
    "second-3": Claim(
        "With 10 epochs the model sees every sample ten times, so it learns more.",
        5,
        "confounded: the updates are equal, the samples processed ten times as many, and the batch size is another; "
        "at one rate the batch's noise decides, at another the number of updates",
    ),
    "second-4": Claim("Every sample is seen 10 times, because 10 × 100 = 1000 steps.", 10),
}


class Verdicts:
    """The audit of the two answers: what earlier lessons settled, and what is added to it."""

    def __init__(self) -> None:
        self._words = {name: claim.verdict for name, claim in CLAIMS.items() if claim.verdict}

    def add(self, claim: str, verdict: str) -> Say:
        """Writes one line of the audit down and shows it. KeyError for a claim that nobody made."""
        words = CLAIMS[claim].words
        self._words[claim] = verdict
        return say(f"**{claim}.** *{words}* → {verdict}.")

    def table(self, answer: str = "") -> Say:
        """The claims whose names begin with ``answer`` and that have a verdict, as a table."""
        rows = [
            f"| {name} | {claim.words} | {self._words[name]} | {claim.lesson} |"
            for name, claim in CLAIMS.items()
            if name in self._words and name.startswith(answer)
        ]
        return say(
            "\n".join(["| claim | it says | verdict | lesson |", "|---|---|---|--:|", *rows])
        )

    def __len__(self) -> int:
        return len(self._words)
