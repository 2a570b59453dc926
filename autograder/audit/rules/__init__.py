"""The rules, one small function each, grouped by what they look at."""

from autograder.audit.findings import GRADES, Finding, Rule
from autograder.audit.observed import Observed
from autograder.audit.places import Place
from autograder.audit.record import Record
from autograder.audit.rules import (
    accumulation,
    asked,
    clipping,
    counters,
    iterators,
    judging,
    learning,
    losses,
    sampling,
    schedule,
    update,
)

RULES: list[Rule] = [
    update.not_cleared,
    update.leaked,
    update.added_in_closures,
    update.stale,
    update.cleared_before,
    update.eval_mode,
    update.evaluation_in_training_mode,
    learning.never_moved,
    learning.thawed,
    learning.no_step,
    learning.nothing_moved,
    update.optimizer_anew,
    accumulation.cleared_inside,
    accumulation.tail_lost,
    accumulation.windows_weighted,
    accumulation.crossing,
    accumulation.divided_twice,
    accumulation.divided_and_not_joined,
    accumulation.uneven_items,
    clipping.clipped_inside,
    accumulation.one_update_a_pass,
    learning.only_the_last_batch,
    counters.micro_batches_said_to_be_updates,
    schedule.no_rate_left,
    schedule.unit,
    schedule.milestones,
    schedule.passes_cut_short,
    schedule.too_short,
    schedule.before_the_update,
    schedule.at_two_places,
    schedule.never_stepped,
    schedule.split_plan,
    schedule.warmup_too_long,
    sampling.no_batch,
    sampling.dropped,
    sampling.same_order,
    iterators.restarted,
    iterators.left_by_one_loop,
    iterators.kept_batches,
    iterators.iterator_used_up,
    iterators.copies_by_workers,
    sampling.tail_never_cut,
    sampling.batch_of_one,
    sampling.too_few_weights,
    sampling.replaced,
    judging.trained_on,
    judging.held_out_trained_on,
    judging.kept_by_reference,
    losses.averages,
    asked.of_libraries,
]


def find(record: Record, observed: Observed) -> list[Finding]:
    """All findings, mistakes first; of one kind at one place only the gravest."""
    best: dict[tuple[str, Place | None], Finding] = {}
    for rule in RULES:
        for one in rule(record, observed):
            known = best.get((one.id, one.place))
            if known is None or GRADES.index(one.grade) < GRADES.index(known.grade):
                best[one.id, one.place] = one
    return sorted(best.values(), key=lambda one: GRADES.index(one.grade))
