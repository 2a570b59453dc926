"""The limits: sane values only, and the same after a trip through JSON."""

import json

import pytest

from autograder.grading.contract.limits import Limits


def test_limits_survive_json() -> None:
    limits = Limits(cell_cpu=3, memory=10**9)
    assert Limits.from_dict(json.loads(json.dumps(limits.to_dict()))) == limits


@pytest.mark.parametrize("value", [0, -1, "2", None, True, float("nan")])
def test_a_limit_is_a_positive_number(value: object) -> None:
    with pytest.raises(ValueError, match="cell_cpu must be a positive number"):
        Limits.from_dict({"cell_cpu": value})


def test_an_unknown_limit_is_named() -> None:
    with pytest.raises(ValueError, match="unknown limit 'cpu'"):
        Limits.from_dict({"cpu": 3})
