"""Findings: each script is whole, says what it expects and sees, and pins what it installs."""

import os
from pathlib import Path

import pytest

FINDINGS = sorted((Path(__file__).resolve().parents[2] / "findings").iterdir())


@pytest.mark.parametrize("path", FINDINGS, ids=lambda path: path.stem)
def test_a_finding_says_what_it_installs_expects_and_sees(path):
    assert path.suffix == ".sh"
    assert os.access(path, os.X_OK)
    header, _, script = path.read_text(encoding="utf-8").partition("set -euo pipefail\n")
    lines = header.splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert any(character.isdigit() for character in lines[1])  # names and versions
    for part in ("# Expected", "# Seen", "# Why it matters here: "):
        assert any(line.startswith(part) for line in lines), part
    for part in ("folder=$(mktemp -d)", "trap 'rm -rf \"$folder\"' EXIT"):
        assert part in script, part
    assert "==" in script or "@" in script  # a version
    assert "import autograder" not in script
    assert "sgd-course" not in script
