"""Rules on what a library was asked for beside what happened."""

from typing import TYPE_CHECKING

from autograder.audit.findings import Finding
from autograder.audit.fits import KerasFit, asked_of_trainer
from autograder.audit.rules import keras

if TYPE_CHECKING:
    from autograder.audit.observed import Observed
    from autograder.audit.record import Record


def of_libraries(record: "Record", observed: "Observed") -> list[Finding]:
    """What the accounts of Keras, scikit-learn and the Trainer show."""
    found: list[Finding] = []
    for fit in record.fits:
        found += keras.findings(fit) if isinstance(fit, KerasFit) else fit.findings()
    return found + asked_of_trainer(record)
