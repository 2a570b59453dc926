"""The lessons' figures with sliders: one module each, one function each, which returns a `Panel`."""

from autograder.lab.figures.epoch_boundaries import epoch_boundaries
from autograder.lab.figures.fine_tuning import fine_tuning
from autograder.lab.figures.first_training import first_training
from autograder.lab.figures.gradient_cloud import gradient_cloud
from autograder.lab.figures.last_windows import last_windows
from autograder.lab.figures.ledger_strip import ledger_strip
from autograder.lab.figures.one_iteration import one_iteration
from autograder.lab.figures.one_ledger_many_dialects import one_ledger_many_dialects
from autograder.lab.figures.rate_and_batch_size import rate_and_batch_size
from autograder.lab.figures.schedule_units import schedule_units
from autograder.lab.figures.steps_to_target import steps_to_target
from autograder.lab.figures.stopping_as_penalty import stopping_as_penalty
from autograder.lab.figures.trace_grid import trace_grid
from autograder.lab.figures.two_runs import two_runs
from autograder.lab.figures.when_to_stop import when_to_stop
from autograder.lab.figures.where_runs_settle import where_runs_settle
from autograder.lab.figures.who_was_seen import who_was_seen

__all__ = [
    "epoch_boundaries",
    "fine_tuning",
    "first_training",
    "gradient_cloud",
    "last_windows",
    "ledger_strip",
    "one_iteration",
    "one_ledger_many_dialects",
    "rate_and_batch_size",
    "schedule_units",
    "steps_to_target",
    "stopping_as_penalty",
    "trace_grid",
    "two_runs",
    "when_to_stop",
    "where_runs_settle",
    "who_was_seen",
]
