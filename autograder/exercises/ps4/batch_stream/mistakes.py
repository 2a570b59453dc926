"""The mistakes that ``ps4.batch_stream`` can name."""

from autograder.exercises.content import Mistakes
from autograder.exercises.ps4.batch_stream.observed import ENOUGH, LONG, Run
from autograder.exercises.trace import repeated, unused
from autograder.exercises.words import beginning, named

MISTAKES = Mistakes()


@MISTAKES.claim(
    "wrong-type", advice="Print the first item, and the shapes of its parts.", once=True
)
def no_pairs(run: Run) -> str | None:
    """What is no pair of batches."""
    return run.first.problem or None


@MISTAKES.claim(
    "xy-apart", advice="Draw one array of indices, and index X and y with it.", once=True
)
def apart(run: Run) -> str | None:
    """A row that came with another row's y."""
    return run.first.apart


@MISTAKES.claim(
    "shuffle-in-place", advice="Shuffle an array of indices, and index X and y with it.", once=True
)
def changed(run: Run) -> str | None:
    """Whether the caller's arrays were written to."""
    return None if run.untouched else "After reading the stream, the X or y passed in had changed."


@MISTAKES.claim("returns-early", advice="Use `yield` instead of `return`.")
def _early(run: Run) -> str | None:
    if not run.case.several:
        return ""
    return run.ended if len(run.first.rows) == 1 else None


@MISTAKES.claim("wrong-type", advice="`yield` each batch, in a loop without end.")
def _list(run: Run) -> str | None:
    if run.kind not in (list, tuple):
        return None
    count = len(run.first.rows)
    return (
        f"For {run.case}, you returned a {run.kind.__name__} of {count} batches, which ends."
        if run.ended
        else ""
    )


@MISTAKES.claim("tail-in-loop", advice="Let the tail come once, after the last full batch.")
def _tail_again(run: Run) -> str | None:
    steps = run.case.batches
    if not run.case.tail or steps < 3 or run.case.n_samples < ENOUGH:
        return ""
    for start, rows in enumerate(run.first.rows[:steps]):
        count = run.first.rows[start : start + steps].count(rows)
        if 0 < len(rows) < run.case.batch_size and count > 1:
            what = f"of {steps} batches in a row, {count} were that of {named(rows)}"
            return f"For {run.case}, {what}."
    return None


@MISTAKES.claim("out-of-data", advice="Put `while True:` around the pass; draw its order inside.")
def _ends(run: Run) -> str | None:
    if not run.first.rows or (run.case.passes >= LONG and not run.ended):
        return None
    return run.ended or ""


@MISTAKES.claim("count-floor", advice="Go on until every sample of the order is used.")
def _no_tail(run: Run) -> str | None:
    b, batches = run.case.batch_size, run.first.rows
    if not run.case.tail or not run.case.several:
        return ""
    full = run.case.full
    parts = [batches[i : i + full] for i in range(0, len(batches), full)]
    orders = [[row for batch in part for row in batch] for part in parts]
    if any(len(rows) != b for rows in batches) or any(len(o) != len(set(o)) for o in orders):
        return None
    if not batches or (full == 1 and run.case.n_samples < ENOUGH):
        return ""
    what = f"after {full} full batch{'es' if full > 1 else ''} the next pass began"
    return f"For {run.case}, {what}, with {run.case.tail} samples left over."


@MISTAKES.claim(
    "with-replacement", advice="Draw one order of all samples for a pass, and cut it into batches."
)
def _replacement(run: Run) -> str | None:
    """Repeats and gaps at other places in each pass: drawn, not cut wrongly out of one order."""
    if not run.case.several or run.case.n_samples < ENOUGH or len(run.orders) < 2:
        return ""
    if run.sizes not in (run.case.sizes, [run.case.batch_size] * run.case.batches):
        return None
    repeats = [[order.index(row) for row in order] for order in run.orders]
    order = run.orders[0]
    again, never = repeated(order), unused(order, run.case.n_samples)
    if repeats[0] == repeats[1]:
        return None
    if not again or not never:
        return ""
    span = run.span(0)
    return f"For {run.case}, {span} used {named(again)} more than once and {named(never)} never."


@MISTAKES.claim("count-plus-one", advice="Yield a last batch only if samples are left.", once=True)
def _empty(run: Run) -> str | None:
    return (
        f"For {run.case}, a batch of the stream has no samples." if [] in run.first.rows else None
    )


@MISTAKES.claim("not-shuffled", advice="Draw an order from `rng` for each pass, and cut that.")
def _stored(run: Run) -> str | None:
    if not run.orders or any(order != sorted(order) for order in run.orders):
        return None
    if run.case.n_samples < ENOUGH:
        return ""
    return f"Each pass takes the samples in the order of storage {beginning(run.orders[0])}."


def _one_order(run: Run) -> bool | None:
    """Whether all passes have one order; None where too few samples tell."""
    if run.case.n_samples < ENOUGH or len(run.orders) < 2:
        return None
    return all(order == run.orders[0] for order in run.orders)


@MISTAKES.claim("reseed-each-epoch", advice="Draw from `rng`, which goes on from pass to pass.")
def _seeded(run: Run) -> str | None:
    one = _one_order(run)
    if one is None:
        return ""
    if run.drew or not one or run.first_pass != run.other.order:
        return None
    order = beginning(run.first_pass)
    return f"Each pass has the order {order}; nothing was drawn from `rng`."


@MISTAKES.claim(
    "shuffle-once", advice="Draw the order from `rng` inside the endless loop, for each pass."
)
def _once(run: Run) -> str | None:
    one = _one_order(run)
    if one is None:
        return ""
    if not one:
        return None
    return f"For {run.case}, each pass repeats the order {beginning(run.first_pass)}."


@MISTAKES.claim("buffer-shuffle", advice="In each pass, shuffle the samples first, then cut.")
def _same_groups(run: Run) -> str | None:
    if not run.case.several or _one_order(run) is None:
        return ""
    groups = {frozenset(map(frozenset, batches)) for batches in run.passes}
    return f"For {run.case}, each pass has the batches of the first." if len(groups) == 1 else None


@MISTAKES.claim("global-rng", advice="Use `rng.permutation` or another method of `rng` throughout.")
def _another_source(run: Run) -> str | None:
    if run.case.n_samples < ENOUGH or not run.first_pass:
        return ""
    if run.first_pass == run.again.order:
        return None
    return "Two streams with the same seed gave different orders."
