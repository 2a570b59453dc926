"""The mistakes that ``ps1.minibatches`` can name."""

from autograder.exercises.content import Mistakes
from autograder.exercises.ps1.minibatches.observed import ENOUGH, Run
from autograder.exercises.words import beginning, listed, named, times

MISTAKES = Mistakes()


@MISTAKES.claim(
    "wrong-type", advice="Print the first item of an epoch, and the shapes of its parts.", once=True
)
def no_pairs(run: Run) -> str | None:
    """What is no pair of batches."""
    return next((epoch.problem for epoch in run.epochs if epoch.problem), None)


@MISTAKES.claim(
    "xy-apart", advice="Draw one array of indices, and index X and y with it.", once=True
)
def apart(run: Run) -> str | None:
    """A row that came with another row's y."""
    return next((epoch.apart for epoch in run.epochs if epoch.apart), None)


@MISTAKES.claim(
    "shuffle-in-place", advice="Shuffle an array of indices, and index X and y with it.", once=True
)
def changed(run: Run) -> str | None:
    """Whether the caller's arrays were written to."""
    return None if run.untouched else "After the call, the X or y passed in had changed."


@MISTAKES.claim(
    "tail-in-loop", advice="Let the tail come once, after the last full batch.", once=True
)
def _tail_again(run: Run) -> str | None:
    batches = run.first.rows
    small = [batch for batch in batches if 0 < len(batch) < run.case.batch_size]
    again = next((batch for batch in small if batches.count(batch) > 1), None)
    if not again or run.endless:
        return None
    return f"Epoch 1 used the batch of {named(again)} {times(batches.count(again))}."


@MISTAKES.claim(
    "returns-early",
    advice="If `return` stands inside a loop, use `yield`, or collect and return after it.",
)
def _early(run: Run) -> str | None:
    if len(run.case.sizes) < 2:
        return ""
    if run.first.sizes != run.case.sizes[:1]:
        return None
    used = len(run.first.order)
    return f"For {run.case} there is one batch, of {used} samples, and then no more."


@MISTAKES.claim(
    "with-replacement", advice="Draw one order of all samples, and cut it into batches."
)
def _replacement(run: Run) -> str | None:
    """Repeats and gaps at other places in each epoch: drawn, not cut wrongly out of one order."""
    if run.case.drop_last or len(run.case.sizes) < 2 or run.case.n_samples < ENOUGH:
        return ""
    repeats = [[order.index(row) for row in order] for order in run.orders]
    unused = run.first.unused(run.case.n_samples)
    if run.first.sizes != run.case.sizes or not unused or repeats[0] == repeats[1]:
        return None
    again = named(run.first.repeated)
    return f"Epoch 1 used {again} more than once and never used {named(unused)}."


@MISTAKES.claim(
    "count-floor", advice="Go on until every sample is used; do not stop at the last full batch."
)
def _no_tail(run: Run) -> str | None:
    if run.case.drop_last or not run.case.tail or len(run.case.sizes) < 2:
        return ""
    if run.first.sizes != run.case.sizes[:-1]:
        return None
    lost = named(run.first.unused(run.case.n_samples))
    return f"For {run.case}, epoch 1 never used {lost}."


@MISTAKES.claim("count-plus-one", advice="Add a last batch only for samples left over.")
def _empty(run: Run) -> str | None:
    if run.case.drop_last or run.case.tail:
        return ""
    if run.first.sizes != [*run.case.sizes, 0]:
        return None
    return f"For {run.case}, the last batch of epoch 1 has no samples."


@MISTAKES.claim(
    "drop-last-free",
    advice="With `drop_last=True`, leave out a batch that is smaller than `batch_size`.",
)
def _kept(run: Run) -> str | None:
    if not run.case.drop_last or not run.case.tail:
        return ""
    if run.first.sizes != [*run.case.sizes, run.case.tail]:
        return None
    return f"For {run.case}, the batches have sizes {listed(run.first.sizes)}."


@MISTAKES.claim("not-shuffled", advice="Draw the order from `rng`, then cut it into batches.")
def stored(run: Run) -> str | None:
    """Whether every epoch takes the samples in the order of storage."""
    if not run.case.used:
        return ""
    if not run.first.order or any(order != sorted(order) for order in run.orders):
        return None
    return f"The batches take the samples in the order of storage {beginning(run.first.order)}."


@MISTAKES.claim("buffer-shuffle", advice="Shuffle the samples first, then cut.")
def blocks(run: Run) -> str | None:
    """Whether every batch holds neighbours only: then the batches were shuffled, not the samples."""
    if len(run.case.sizes) < 2:
        return ""
    whole = [batch for epoch in run.epochs for batch in epoch.rows if batch]
    if not whole or any(max(batch) - min(batch) != len(batch) - 1 for batch in whole):
        return None
    return f"Every batch holds neighbours, such as {named(run.first.rows[0])}."


@MISTAKES.claim(
    "reseed-each-epoch",
    advice="Draw from `rng`, which goes on from call to call, and from nothing else.",
)
def _seeded(run: Run) -> str | None:
    if run.case.used < 2:
        return ""
    if run.drew or not run.one_order:
        return None
    return f"Every epoch has the order {beginning(run.first.order)}; nothing was drawn from `rng`."


@MISTAKES.claim("shuffle-once", advice="Draw a new order in each call; keep none for the next.")
def _kept_order(run: Run) -> str | None:
    if run.case.used < 2:
        return ""
    if not run.first.order or run.orders[0] != run.orders[1]:
        return None
    repeats = f"Epoch 2 repeats the order of epoch 1 {beginning(run.first.order)}."
    return repeats if run.drew else ""


@MISTAKES.claim("global-rng", advice="Use `rng.permutation` or another method of `rng` throughout.")
def _another_source(run: Run) -> str | None:
    if run.case.used < 6:
        return ""
    if run.first.order == run.again.order:
        return None
    return "Two runs with the same seed gave different orders."
