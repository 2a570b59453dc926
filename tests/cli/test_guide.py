"""What the guides tell one to type exists: every command of `autograder` with every option."""

import re
import shlex
from importlib import import_module
from pathlib import Path

import click
import pytest

from autograder.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    *("README.md", "course/README.md", "docs/platforms.md"),
    "autograder/material/templates/README.md.txt",
)


def typed(page: str) -> list[str]:
    """The commands on a page, in backticks or on lines of their own in a block."""
    text = (ROOT / page).read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.S)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(
        r"`([^`\n]*\bautograder [a-z][^`\n]*)`", re.sub(r"```.*?```", "", text, flags=re.S)
    )
    return [
        line[line.index("autograder ") :]
        for line in lines
        if re.search(r"\bautograder [a-z]", line)
    ]


@pytest.mark.parametrize(("page", "line"), [(page, line) for page in PAGES for line in typed(page)])
def test_a_command_of_the_guide_exists_with_its_options(page: str, line: str) -> None:
    words = shlex.split(line, comments=True)
    name = words[1]
    assert name in COMMANDS, f"{page}: {line}"
    command = import_module(f"autograder.cli.{name.replace('-', '_')}").command
    assert isinstance(command, click.Command)
    known = {option for parameter in command.params for option in parameter.opts}
    asked = {word.partition("=")[0] for word in words[2:] if word.startswith("-")}
    assert asked <= known | {"--help"}, f"{page}: {line}"


def test_the_guide_names_commands() -> None:
    assert len(typed("course/README.md")) > 10
