"""Rules on what a loop reports at the end of a pass."""

from autograder.audit.findings import Finding
from autograder.audit.observed import Observed
from autograder.audit.record import Record


def averages(record: Record, observed: Observed) -> list[Finding]:
    """An average over a pass that does not weigh its samples alike."""
    return [average.finding for average in record.losses.averages.values() if average.finding]
