"""``autograder look`` makes a copy from which nothing runs by itself, of whatever was handed in."""

import json
import subprocess
from pathlib import Path

import nbformat
from click.testing import CliRunner

from autograder.cli import look, main

# As an editor writes it that nbconvert refuses: outputs in text cells, none in code cells.
ODD = {
    "cells": [
        {"cell_type": "markdown", "source": "# Hi", "metadata": {}, "outputs": []},
        {
            "cell_type": "code",
            "source": ["x = 1"],
            "metadata": {"trusted": True},
            "execution_count": 1,
        },
    ],
    "metadata": {"widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"a": 1}}}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def submission(root: Path, content: bytes | None = None) -> Path:
    path = root / "eve" / "ps1" / "ps1.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(content if content is not None else json.dumps(ODD).encode())
    return path


def copy_of(path: Path) -> Path:
    result = CliRunner().invoke(main, ["look", "--only-copy", str(path)])
    assert result.exit_code == 0, result.output
    return Path(result.output.strip().splitlines()[-1].removeprefix("The copy is "))


def test_the_copy_has_the_cells_and_nothing_else_of_the_notebook(tmp_path: Path) -> None:
    path = submission(tmp_path)
    (path.parent / "data.csv").write_text("1")
    (path.parent / "other.ipynb").write_text("{}")
    (path.parent / "jupyter_server_config.py").write_text("evil")
    (path.parent / ".jupyter").mkdir()
    (path.parent / ".jupyter" / "custom.js").write_text("evil")
    (path.parent / "link").symlink_to("/etc/passwd")
    before = path.read_bytes()
    copy = copy_of(path)
    assert path.read_bytes() == before
    files = {
        str(found.relative_to(copy.parent)) for found in copy.parent.rglob("*") if found.is_file()
    }
    assert files == {"ps1.ipynb", "data.csv"}
    notebook = nbformat.read(copy, as_version=4)
    nbformat.validate(notebook)
    assert [cell.source for cell in notebook.cells] == ["# Hi", "x = 1"]
    assert notebook.cells[1].outputs == []
    assert "widgets" not in notebook.metadata


def test_what_is_no_notebook_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["look", str(submission(tmp_path, b"%PDF-1.4"))])
    assert result.exit_code == 2
    assert "it is a PDF" in result.output
    assert "Traceback" not in result.output


def test_kernels_run_in_the_sandbox(tmp_path: Path, monkeypatch) -> None:
    started: dict[str, object] = {}

    class Server:
        def __init__(self, command: list[str], **options: object) -> None:
            started.update(options, command=command)

        def wait(self) -> int:
            return 0

    monkeypatch.setattr(subprocess, "Popen", Server)
    path = submission(tmp_path)
    assert CliRunner().invoke(look.command, [str(path), "--no-browser"]).exit_code == 0
    assert started["env"]["JUPYTER_DEFAULT_PROVISIONER_NAME"] == "autograder-sandbox"
    assert "--no-browser" in started["command"]
    assert list(Path(str(started["cwd"])).iterdir()) == [Path(str(started["cwd"])) / "submission"]
