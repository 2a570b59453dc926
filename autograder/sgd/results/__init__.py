"""Published results, run again with this core: each function returns what a lesson draws.

Every function does the experiment when it is called, in seconds, and returns the measured numbers
beside those of the formula it cites. Tests hold the two together at a stated tolerance.
"""

from autograder.sgd.results.batch_size import (
    CriticalBatchSize,
    critical_batch_size,
    growing_batch_size,
    linear_scaling,
)
from autograder.sgd.results.noise import (
    gradient_noise,
    gradient_noise_of_all_batches,
)
from autograder.sgd.results.ordering import Reshuffling, polyak_averaging, reshuffling
from autograder.sgd.results.stopping import (
    early_stopping_as_l2,
    early_stopping_risk_bound,
    gradient_descent_rate,
)

__all__ = [
    "CriticalBatchSize",
    "Reshuffling",
    "critical_batch_size",
    "early_stopping_as_l2",
    "early_stopping_risk_bound",
    "gradient_descent_rate",
    "gradient_noise",
    "gradient_noise_of_all_batches",
    "growing_batch_size",
    "linear_scaling",
    "polyak_averaging",
    "reshuffling",
]
