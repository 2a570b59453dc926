"""The mistakes that ``ps1.account`` can name."""

from collections.abc import Callable

from autograder.exercises.content import Mistakes
from autograder.exercises.ps1.account.observed import Case, Run
from autograder.exercises.values import kind

MISTAKES = Mistakes()


@MISTAKES.claim("wrong-type", advice="Return one dict that has the four keys.", once=True)
def _no_dict(run: Run) -> str | None:
    if type(run.result) is dict:
        return None
    return f"For {run.case} you returned {kind(run.result)}, not a dict."


def _follows(
    id: str, key: str, rule: Callable[[Case], float], advice: str, drop_last: bool = False
) -> None:
    """A mistake: the number under a key follows a wrong rule in all plans with this drop_last."""

    @MISTAKES.claim(id, advice=advice)
    def _rule(run: Run) -> str | None:
        if run.case.drop_last != drop_last:
            return ""
        if not run.has(key, rule(run.case)):
            return None
        return "" if run.is_right(key) else run.told(key)


def _kept(key: str) -> Callable[[Case], float]:
    """What stands under a key if the tail is kept."""
    return lambda case: Case(case.n_samples, case.batch_size, case.num_epochs, False).right[key]


ALL_EPOCHS = "Ask what happens in one epoch, and how often an epoch happens."
FIRST_TO_LAST = "Count the updates of the smallest plan by hand, from the first to the last."
STEPS = "Call your `steps_per_epoch`, and check that one first."
DROPPED = "With `drop_last=True`, count the samples of the full batches only."

_follows(
    "one-update-per-epoch",
    "updates",
    lambda case: case.num_epochs,
    "Count the updates of one epoch first, then those of all.",
)
_follows("one-epoch-only", "updates", lambda case: case.steps, ALL_EPOCHS)
_follows("one-epoch-only", "samples_processed", lambda case: case.used, ALL_EPOCHS)
_follows("step-origin", "updates", lambda case: case.right["updates"] - 1, FIRST_TO_LAST)
_follows("step-origin", "updates", lambda case: case.right["updates"] + 1, FIRST_TO_LAST)
_follows("count-plus-one", "steps_per_epoch", lambda case: case.full + 1, STEPS)
_follows("count-floor", "steps_per_epoch", lambda case: case.full, STEPS)
_follows("count-floor", "steps_per_epoch", lambda case: case.n_samples / case.batch_size, STEPS)
for _key, _advice in {
    "samples_processed": DROPPED,
    "passes": "Divide what you have under `samples_processed` by the samples there are.",
    "steps_per_epoch": DROPPED,
}.items():
    _follows("drop-last-free", _key, _kept(_key), _advice, drop_last=True)
_follows(
    "tail-counted-full",
    "samples_processed",
    lambda case: case.right["updates"] * case.batch_size,
    "Ask how many samples one epoch really uses, then how often.",
)
