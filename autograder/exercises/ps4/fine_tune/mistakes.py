"""The mistakes that ``ps4.fine_tune`` can name."""

from collections.abc import Callable
from itertools import pairwise

from autograder.exercises import kinds
from autograder.exercises.content import Mistakes
from autograder.exercises.ps4 import supply
from autograder.exercises.ps4.fine_tune.observed import Run
from autograder.exercises.selecting import returns_other
from autograder.exercises.training import still
from autograder.exercises.values import close
from autograder.exercises.words import listed, shown

MISTAKES = Mistakes()

kinds.wrong_type(MISTAKES, "Return `best_w, history`, with the two keys of the text.")
kinds.apart(MISTAKES)
supply.merges(MISTAKES)


@MISTAKES.claim("starts-late", advice="Start from the `w` that is passed in.")
def _new_weights(run: Run) -> str | None:
    if not run.steps or close(run.steps[0].w, run.w):
        return None
    what = f"The first step started from {shown(run.steps[0].w.tolist())}"
    return f"{what}, not from the weights that were passed in."


supply.goes_on(MISTAKES)
supply.one_epoch(MISTAKES)
supply.loses_batches(MISTAKES)


@MISTAKES.claim("stale-gradient", advice="Take each gradient at what the update before returned.")
def _stale(run: Run) -> str | None:
    long = [epoch for epoch in run.epochs if len(epoch) > 1]
    goes_on = all(close(two.w, one.after) for one, two in pairwise(run.updates))
    if not all(map(still, long)) or not goes_on or len(run.updates) != len(run.steps):
        return None
    if not long:
        return ""
    return f"All {len(long[0])} gradients of an epoch were taken at its first weights."


@MISTAKES.claim("one-update-per-epoch", advice="Call `update` inside the loop over the steps.")
def _one_update(run: Run) -> str | None:
    long = [epoch for epoch in run.epochs if len(epoch) > 1]
    if len(run.updates) != len(run.epochs) or not all(map(still, long)):
        return None
    if not long:
        return ""
    return f"In epochs of {len(long[0])} steps, `update` was called once an epoch."


kinds.resets_weights(MISTAKES, "Take the pretrained weights once, before the loop over the epochs.")


def _numbers(id: str, rule: Callable[[Run, int], int], advice: str) -> None:
    """A mistake: every update has the t of a wrong rule."""

    @MISTAKES.claim(id, advice=advice)
    def _rule(run: Run) -> str | None:
        if not run.updates or any(u.t != rule(run, i) for i, u in enumerate(run.updates)):
            return None
        right = all(update.t == i for i, update in enumerate(run.updates, start=1))
        return "" if right else run.numbered


ONE = "Keep one counter: 0 before the first epoch, one more at each update."
_numbers("step-origin", lambda run, i: i, "Add 1 to t before the update, or pass `t + 1`.")
_numbers("adam-t", lambda run, i: i // run.case.steps_per_epoch + 1, ONE)
_numbers("adam-t", lambda run, i: i // run.case.steps_per_epoch, ONE)
_numbers("adam-t", lambda run, i: i % run.case.steps_per_epoch + 1, ONE)
_numbers("adam-t", lambda run, i: i % run.case.steps_per_epoch, ONE)
_numbers("adam-t", lambda run, i: 1, ONE)


@MISTAKES.claim("val-on-train", advice="Call `validate(w)` and record what it returns.")
def _on_train(run: Run) -> str | None:
    return "`validate` was never called." if run.steps and not run.validated else None


@MISTAKES.claim("no-baseline", advice="Validate before the first step, and record that too.")
def _no_baseline(run: Run) -> str | None:
    done = [count for count, _ in run.checks]
    if not done or done != run.boundaries[1:]:
        return None
    return f"For {run.case}, `validate` was called after {listed(done)} steps, not before."


@MISTAKES.claim(
    "train-val-comparable",
    advice="Call `validate` before the first step and behind each epoch's steps, with the weights of that moment.",
)
def _moment(run: Run) -> str | None:
    done = [count for count, _ in run.checks]
    if not (run.steps and run.validated) or run.off_course:
        return None
    size = done[1] if len(done) > 1 and done[1] > 1 else run.case.steps_per_epoch
    due = list(range(0, len(run.steps) + 1, size))
    planned = size == run.case.steps_per_epoch and len(run.steps) == run.case.updates
    if not planned and done == due[: len(done)]:
        return None  # validated after each epoch, of which there are others than planned
    return run.wrong_moment or ""


@MISTAKES.claim("tail-counted-full", advice="Add the length of each batch that you use.")
def _full_tail(run: Run) -> str | None:
    full = [count * max(map(len, run.given), default=0) for count in run.boundaries]
    history = run.told("samples_processed") or []
    if not close(history, full):
        return None
    if full == run.counts:
        return ""
    return f"For {run.case}, samples_processed holds {shown(history)}."


returns_other(MISTAKES)
kinds.writes_to_w(MISTAKES)
