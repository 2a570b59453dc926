"""What the benchmark calls the limit does the same training as the core, to the last digit."""

import pytest

from benchmarks import contenders
from benchmarks.contenders import Workload


@pytest.mark.parametrize(
    "workload",
    [
        Workload("linear", 1000, 2, 100, 3),
        Workload("linear", 2000, 10, 10, 1),
        Workload("softmax", 500, 64, 100, 2),
        Workload("mlp", 500, 64, 50, 2),
    ],
    ids=lambda workload: workload.kind,
)
def test_the_limit_trains_to_the_same_weights(workload):
    assert contenders.limit(workload)() == pytest.approx(contenders.ours(workload)(), abs=1e-12)
