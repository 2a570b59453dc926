"""Lessons run with a log of attempts of their own, so that nobody's progress changes."""

from collections.abc import Iterator

import pytest

from autograder.exercises.log import VARIABLE


@pytest.fixture(scope="session", autouse=True)
def _own_attempts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(tmp_path_factory.mktemp("attempts")))
        yield
