"""Rules on clipping: at the wrong place, of nothing, of gradients that are still scaled."""

from autograder.audit.findings import Findings, mistake
from autograder.audit.observed import Observed
from autograder.audit.record import Record
from autograder.audit.rules.update import ENOUGH


def clipped_inside(record: Record, observed: Observed) -> Findings:
    """Gradients were clipped after each micro-batch, while they were still adding up."""
    for optimizer in record.optimizers:
        idle = max(optimizer.clips_early, optimizer.clips_late)
        if idle >= ENOUGH and idle >= 0.9 * optimizer.looked and not optimizer.clips_in_time:
            early = idle == optimizer.clips_early
            yield mistake(
                "clip-in-window",
                optimizer.clip_place,
                f"Gradients were clipped {idle} times, each time "
                + ("before there were any" if early else "after the update that they were for")
                + ": no update was shortened.",
                "Clip between backward() and step().",
            )
        if len(optimizer.clipped) < ENOUGH - 1:
            continue
        _, times, place = optimizer.clipped[0]
        yield mistake(
            "clip-in-window",
            place,
            f"Gradients were clipped {times} times for one update, after each micro-batch: the "
            "sum so far was shortened "
            "again and again, so that early micro-batches weigh less than late ones.",
            "Clip once, just before step().",
        )
    for places, text, change in (
        (
            record.noted.clips_of_nothing,
            "clip_grad_norm_ was given parameters that had been used up (a generator): nothing was clipped.",
            "Call model.parameters() again, or keep a list.",
        ),
        (
            record.noted.clips_of_scaled,
            "Gradients were clipped while the scaler's factor was still in them: the limit meant another length.",
            "Call scaler.unscale_(optimizer) before clipping.",
        ),
    ):
        if len(places) >= ENOUGH - 1:
            yield mistake("clip-in-window", places[0], text, change)
