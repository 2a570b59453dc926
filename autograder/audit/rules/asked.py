"""Rules on what a library was asked for beside what happened."""

from autograder.audit.findings import Findings, mistake
from autograder.audit.fits import KerasFit, asked_of_trainer
from autograder.audit.fits_sklearn import only_fits
from autograder.audit.observed import Observed
from autograder.audit.record import Record
from autograder.audit.rules import keras


def of_libraries(record: Record, observed: Observed) -> Findings:
    """What the accounts of Keras, scikit-learn and the Trainer show."""
    for fit in record.fits:
        yield from keras.findings(fit) if isinstance(fit, KerasFit) else fit.findings()
    yield from asked_of_trainer(record)
    yield from _of_skorch(record)


def _of_skorch(record: Record) -> Findings:
    """``fit`` in a loop that does nothing else with the net."""
    yield from (
        mistake(
            "fit-forgets",
            place,
            f"fit was called {calls} times on one net: each call begins again from new weights, so that only the last "
            "one counts.",
            "Call partial_fit, or fit once with more max_epochs.",
        )
        for (_, place), (_, calls) in record.noted.fits_anew.items()
        if calls >= keras.ENOUGH and only_fits(place)
    )
