"""Which users root may give to sandboxes, by the ids that exist where it runs."""

from pathlib import Path

import pytest

from autograder.grading.sandbox.grader_side import probes
from autograder.grading.sandbox.zygote import users


@pytest.mark.parametrize(
    ("uids", "expected"),
    [
        ("0 0 4294967295", range(users.FIRST, users.FIRST + users.COUNT)),
        ("0 100000 65536", range(32768, users.NOBODY)),
        ("0 1000 1\n1 100000 65536", range(32769, users.NOBODY)),
        ("0 100000 131072", range(65536, 131072)),
        ("0 1000 1", range(0)),
    ],
)
def test_users_exist_and_are_nobody_elses(tmp_path: Path, uids: str, expected: range) -> None:
    (tmp_path / "uid_map").write_text(uids)
    (tmp_path / "gid_map").write_text(uids)
    assert users.available(tmp_path) == expected


def test_the_smaller_of_the_two_maps_counts(tmp_path: Path) -> None:
    (tmp_path / "uid_map").write_text("0 0 4294967295")
    (tmp_path / "gid_map").write_text("0 100000 65536")
    assert users.available(tmp_path) == range(32768, users.NOBODY)


def test_root_without_other_users_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "available", lambda: range(0))
    monkeypatch.setattr(probes.os, "geteuid", lambda: 0)
    for level in ("isolated", "restricted", "limited"):
        problem, remedy = probes._missing(level)
        assert "no other user" in problem
        assert remedy == "grade as an ordinary user"
