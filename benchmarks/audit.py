"""What watching costs: ``python -m benchmarks.audit [--json] [--quick]``.

One PyTorch loop (batch size 32, TensorDataset, a small network), four ways in turns: alone; watched fully; after the
first passes, counting only; and under a peer that watches steps too, PyTorch's own profiler with stacks off. Medians of
microseconds a step over rounds, each against the loop alone in the same round.
"""

import argparse
import json
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from autograder.audit import Run, audit

WARM_UP = 100  # steps before the clock: two passes, after which the audit goes on counting
GOALS = {"watching fully": 60.0, "counting only": 10.0}


def loop(steps: int, width: int) -> Callable[[], float]:
    """A training loop of so many steps; calling it gives seconds of CPU time."""
    data = TensorDataset(torch.randn(32 * 50, width), torch.randn(32 * 50, 1))
    net = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))

    def train() -> float:
        loader = DataLoader(data, batch_size=32, shuffle=True)
        optimizer = torch.optim.SGD(net.parameters(), lr=1e-4)
        begun, done = 0.0, -WARM_UP
        while done < steps:
            if done == 0:
                begun = time.process_time()
            for x, y in loader:
                optimizer.zero_grad()
                nn.functional.mse_loss(net(x), y).backward()
                optimizer.step()
                done += 1
        return time.process_time() - begun

    return train


@contextmanager
def watched(*, fully: bool) -> Iterator[Run]:
    """The audit, held at one of its two depths."""
    with audit() as run:
        if fully:
            run.record.enough = lambda: None  # type: ignore[method-assign]
        yield run


@contextmanager
def profiler() -> Iterator[Any]:
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU]) as seen:
        yield seen


CONTENDERS: dict[str, Callable[[], Any]] = {
    "alone": nullcontext,
    "watching fully": lambda: watched(fully=True),
    "counting only": lambda: watched(fully=False),
    "torch.profiler": profiler,
}


def measure(rounds: int, steps: int = 600, width: int = 64) -> dict[str, float]:
    """Microseconds that each contender adds to a step, the median over rounds."""
    torch.set_num_threads(1)
    train = loop(steps, width)
    added: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for number in range(-1, rounds):
        seconds = {}
        for name, context in CONTENDERS.items():
            with context():
                seconds[name] = train()
        if number >= 0:
            for name, one in seconds.items():
                added[name].append(1e6 * (one - seconds["alone"]) / steps)
            added["alone"][-1] = 1e6 * seconds["alone"] / steps
    return {name: statistics.median(some) for name, some in added.items()}


def memory(steps: int = 4000) -> dict[str, float]:
    """Python memory that the audit holds after so many steps, and after five times as many, in KiB."""
    found = {}
    for factor in (1, 5):
        tracemalloc.start()
        with audit() as run:
            loop(steps * factor, 8)()
        found[f"{steps * factor} steps"] = tracemalloc.get_traced_memory()[0] / 1024
        tracemalloc.stop()
        assert run.ledger.updates
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="the numbers alone")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    arguments = parser.parse_args()
    found = {"µs a step": measure(3 if arguments.quick else 9), "KiB": memory(1000)}
    if arguments.json:
        print(json.dumps(found, indent=2))
        return
    print("| added to a step | µs | goal |\n|---|--:|--:|")
    for name, value in found["µs a step"].items():
        goal = GOALS.get(name)
        shown = "" if goal is None else f"{goal:g} {'✓' if value <= goal else 'missed'}"
        print(f"| {name} | {value:.1f} | {shown} |")
    for name, value in found["KiB"].items():
        print(f"| memory after {name} | {value:.0f} KiB | |")


if __name__ == "__main__":
    main()
