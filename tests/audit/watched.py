"""Run a training loop of the zoo under the audit, with an account of its own beside it.

A loop calls ``count(x)`` for each batch that it trains on, and ``stepped()`` for an update that no optimizer
makes. Its first comment lines say what cannot be counted so: ``# n:`` (none: nothing may be said), ``# unknown:``
fields that may stay unknown, ``# none:`` fields that must, ``# raises:``. A line that ends in ``# <- id`` is where a
mistake of that id must be named; ``# <- ? id``, a question.
"""

import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from autograder.audit import Run, audit

HERE = Path(__file__).parent / "loops"
MARK = re.compile(r"# <- (\?)? ?([a-z0-9-]+)\s*$")
PRELUDE = """
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset
torch.manual_seed(1)
"""


@dataclass
class Account:
    """What the loop itself counts."""

    sizes: Counter[int] = field(default_factory=Counter)
    rows: set[bytes] = field(default_factory=set)
    updates: int = 0

    def count(self, batch: Any) -> None:
        values = np.asarray(batch.detach() if hasattr(batch, "detach") else batch)
        self.sizes[len(values)] += 1
        self.rows.update(np.ascontiguousarray(row).tobytes() for row in values)

    def stepped(self, *_: Any) -> None:
        self.updates += 1

    def ledger(self, n: int | None) -> dict[str, Any]:
        processed = sum(size * times for size, times in self.sizes.items())
        return {
            "n_samples": n,
            "batch_sizes": {
                str(size): self.sizes[size] for size in sorted(self.sizes, reverse=True)
            },
            "updates": self.updates,
            "samples_processed": processed,
            "distinct_samples": len(self.rows),
            "passes": None if n is None else round(processed / n, 3),
        }


@dataclass
class Loop:
    """A program of the zoo and what is true of it."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def header(self, word: str) -> str:
        found = re.search(rf"^# {word}: (.*)$", self.text, re.M)
        return found[1] if found else ""

    @property
    def n(self) -> int | None:
        return None if self.header("n") in ("", "none") else int(self.header("n"))

    @property
    def marks(self) -> set[tuple[str, str, int]]:
        """(grade, id, line) of everything that must be named."""
        return {
            ("question" if found[1] else "mistake", found[2], number)
            for number, line in enumerate(self.text.splitlines(), 1)
            if (found := MARK.search(line))
        }


def loops() -> list[Loop]:
    return [Loop(path) for path in sorted(HERE.glob("*.py"))]


def watch(loop: Loop, before: Callable[[Account], Callable[[], None]]) -> tuple[Run, Account]:
    """Run a loop under the audit; ``before`` makes the account count updates and returns how to end that."""
    os.environ.setdefault("KERAS_BACKEND", "torch")
    account = Account()
    names: dict[str, Any] = {
        "count": account.count,
        "stepped": account.stepped,
        "__name__": "__main__",
    }
    if "_torch_" in loop.name or "_accelerate_" in loop.name:
        exec(PRELUDE, names)
    end = before(account)
    raises = loop.header("raises")
    try:
        with audit() as run:
            exec(compile(loop.text, str(loop.path), "exec"), names)
    except Exception as error:
        if type(error).__name__ != raises:
            raise
    else:
        assert not raises, f"{loop.name} ends without {raises}"
    finally:
        end()
    return run, account
