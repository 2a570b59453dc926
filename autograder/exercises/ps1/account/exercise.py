"""ps1.account: the account of a whole training: updates, samples processed, passes."""

from autograder.exercises.content import Exercise
from autograder.exercises.ps1.account.mistakes import MISTAKES
from autograder.exercises.ps1.account.observed import KEYS, VISIBLE, Run, draw, observe
from autograder.exercises.ps1.steps_per_epoch import steps_per_epoch
from autograder.exercises.values import kind


def account(
    n_samples: int, batch_size: int, num_epochs: int, drop_last: bool = False
) -> dict[str, float]:
    """Return steps per epoch, updates, samples processed and passes over the data of a plan."""
    steps = steps_per_epoch(n_samples, batch_size, drop_last)
    per_epoch = steps * batch_size if drop_last else n_samples
    return {
        "steps_per_epoch": steps,
        "updates": steps * num_epochs,
        "samples_processed": per_epoch * num_epochs,
        "passes": per_epoch * num_epochs / n_samples,
    }


EXERCISE = Exercise(
    id="ps1.account",
    title="The account of a plan",
    lesson=1,
    points=3,
    reference=account,
    visible=VISIBLE,
    draw=draw,
    observe=observe,
    source=__file__,
    diagnoses=MISTAKES,
)


@EXERCISE.check("a dict with a number under each of the four keys", weight=0.25, supporting=True)
def _keys(run: Run) -> str | None:
    if type(run.result) is not dict:
        return f"For {run.case} you returned {kind(run.result)}, not a dict."
    missing = [key for key in KEYS if key not in run.values]
    return run.told(missing[0]) if missing else None


@EXERCISE.check("steps per epoch are right")
def _steps(run: Run) -> str | None:
    return None if run.is_right("steps_per_epoch") else run.told("steps_per_epoch")


@EXERCISE.check("updates count every step of every epoch", weight=6.5)
def _updates(run: Run) -> str | None:
    """Held against the student's own steps per epoch, so that a slip there is charged once."""
    steps = run.values.get("steps_per_epoch", run.case.steps)
    if abs(steps - run.case.steps) <= 1 and run.has("updates", steps * run.case.num_epochs):
        return None
    return None if run.is_right("updates") else run.told("updates")


@EXERCISE.check(
    "the tail counts with the samples it has", weight=2, applies=lambda case: not case.drop_last
)
def _samples(run: Run) -> str | None:
    return None if run.is_right("samples_processed") else run.told("samples_processed")


EXERCISE.check("dropped samples are not processed", weight=2, applies=lambda case: case.drop_last)(
    _samples
)


@EXERCISE.check("passes follow from the samples processed")
def _passes(run: Run) -> str | None:
    """From the student's own, so that a slip there is charged once."""
    samples = run.values.get("samples_processed", run.case.right["samples_processed"])
    follows = run.has("passes", samples / run.case.n_samples)
    return None if follows or run.is_right("passes") else run.told("passes")
