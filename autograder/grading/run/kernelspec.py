"""Which kernel runs a notebook: this package's own for Python, the kernelspec's program for any other language."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from autograder.grading.contract.execution import KernelError

PYTHON = "python"


def other_kernel(nb: Mapping[str, Any]) -> dict[str, Any] | None:
    """What starts the kernel of a notebook that is not in Python; None for Python.

    Raises KernelError where that kernel is not installed.
    """
    metadata = nb.get("metadata", {})
    named = metadata.get("kernelspec") or {}
    name, language = str(named.get("name", "")), str(named.get("language", "")).lower()
    if not language:
        language = str((metadata.get("language_info") or {}).get("name", "")).lower()
    if language == PYTHON or (not language and (not name or name.startswith(PYTHON))):
        return None
    return _installed(name, language)


def kernel_name(nb: Mapping[str, Any]) -> str:
    """The kernelspec by which Jupyter starts a kernel for this notebook."""
    return str(nb["metadata"]["kernelspec"]["name"]) if other_kernel(nb) else "python3"


def _installed(name: str, language: str) -> dict[str, Any] | None:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec(name)
    except (NoSuchKernel, ValueError) as error:
        if not language:  # a name that somebody has given to a Python of their own
            return None
        raise KernelError(
            f"The notebook needs the kernel {name!r} ({language}), which is not installed here. "
            "`jupyter kernelspec list` shows those that are."
        ) from error
    if spec.language.lower() == PYTHON:
        return None
    program, *rest = spec.argv
    if os.path.basename(program) in ("python", "python3"):  # as jupyter_client does
        program = sys.executable
    return {
        "argv": [program, *(part.replace("{resource_dir}", spec.resource_dir) for part in rest)],
        "env": {key: str(value) for key, value in spec.env.items()},
        "interrupt_mode": spec.interrupt_mode,
        "language": spec.language,
    }
