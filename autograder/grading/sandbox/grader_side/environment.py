"""The working directory and the environment variables of a sandboxed process."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.exercises.agreed import GRADING_SEED
from autograder.grading.sandbox.grader_side.bubblewrap import HOME


@contextmanager
def workplace(level: str, seed: str | None) -> Iterator[tuple[str | None, dict[str, str]]]:
    """The working directory to make (None in a box, which has its own), and the environment."""
    if level == "isolated":
        yield None, _variables(HOME, "/tmp", seed)
        return
    folder = tempfile.mkdtemp(prefix="autograder-")
    try:
        if os.geteuid() == 0:
            os.chmod(folder, 0o1777)  # the sandbox's user is another one
        yield folder, _variables(folder, folder, seed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _variables(home: str, temporary: str, seed: str | None) -> dict[str, str]:
    """Nothing of the grader's own environment, and the seed only where it belongs."""
    values = {
        "HOME": home,
        "USER": "student",
        "LOGNAME": "student",
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TMPDIR": temporary,
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": f"{temporary}/matplotlib",
        "IPYTHONDIR": f"{temporary}/ipython",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
    if seed is not None:
        values[GRADING_SEED] = seed
    return values
