"""How fast the SGD core is: ``python -m benchmarks.core [--json] [--quick]``.

All figures are ratios of CPU times on one thread, taken in turns within one run, so that whatever
else the machine does meets both sides alike: the median over rounds, with its quartiles. A ratio is
the other's time over ours: above 1 ours is the quicker one. It says so where others win.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy; a second thread makes these sizes slower
os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import importlib.metadata
import json
import platform
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograder.sgd import SGD, Linear, Step, regression, steps, train
from autograder.sgd.fast.feed import Feed
from autograder.sgd.plan import Plan
from benchmarks import contenders
from benchmarks.contenders import Workload

WORKLOADS = {
    "W4_B100": Workload("linear", 1000, 2, 100, 50),
    "W1_B1": Workload("linear", 10_000, 10, 1, 1),
    "W1_B10": Workload("linear", 10_000, 10, 10, 2),
    "W1_B100": Workload("linear", 10_000, 10, 100, 10),
    "W1_B1000": Workload("linear", 10_000, 10, 1000, 50),
    "W2_B10": Workload("softmax", 10_000, 64, 10, 1),
    "W2_B100": Workload("softmax", 10_000, 64, 100, 5),
    "W2_B1000": Workload("softmax", 10_000, 64, 1000, 10),
    "W3_B100": Workload("mlp", 10_000, 64, 100, 2),
    "W3_B1000": Workload("mlp", 10_000, 64, 1000, 5),
}
CONTENDERS = ("limit", "textbook", "torch_loop", "torch_tuned", "sklearn")
RUNS = {
    "W4_B100": Workload("linear", 1000, 2, 100, 5),
    "W1_B10": Workload("linear", 10_000, 10, 10, 1),
}
# What PERFORMANCE goals ask for: (workload, contender) → at least this ratio.
GOALS = {
    ("W4_B100", "limit"): 1 / 1.25,
    ("W2_B100", "limit"): 1 / 1.10,
    ("W2_B1000", "limit"): 1 / 1.10,
    ("W1_B1000", "limit"): 1 / 1.03,
    ("W4_B100", "textbook"): 3.0,
    ("W4_B100", "torch_loop"): 100.0,
    ("W1_B10", "torch_loop"): 50.0,
    ("W2_B10", "torch_loop"): 15.0,
    ("W2_B100", "torch_loop"): 15.0,
    ("W2_B1000", "torch_loop"): 15.0,
    ("W3_B100", "torch_loop"): 6.0,
    ("W3_B1000", "torch_loop"): 6.0,
}
Spread = tuple[float, float, float]  # lower quartile, median, upper quartile


def cpu_seconds(function: Callable[[], Any]) -> float:
    start = time.process_time()
    function()
    return time.process_time() - start


def in_turns(functions: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    """Time every function once a round, in an order that rotates, after a round to warm up."""
    times: dict[str, list[float]] = {name: [] for name in functions}
    names = list(functions)
    for round_number in range(-1, rounds):
        shift = round_number % len(names)
        for name in names[shift:] + names[:shift]:
            seconds = cpu_seconds(functions[name])
            if round_number >= 0:
                times[name].append(seconds)
    return times


def spread(ratios: ArrayLike) -> Spread:
    low, middle, high = np.percentile(np.asarray(ratios), [25, 50, 75])
    return float(low), float(middle), float(high)


def ratios(others: Sequence[float], ours: Sequence[float], factor: float = 1.0) -> Spread:
    return spread([factor * other / own for other, own in zip(others, ours, strict=True)])


def measure_workloads(rounds: int) -> dict[str, dict[str, Spread]]:
    """Every contender on every workload; those that are not installed or do not apply are left out."""
    found: dict[str, dict[str, Spread]] = {}
    for name, workload in WORKLOADS.items():
        functions = {"ours": contenders.ours(workload)}
        for contender in CONTENDERS:
            try:
                functions[contender] = getattr(contenders, contender)(workload)
            except LookupError:
                continue
            except ImportError:
                print(f"{name}: no {contender}, it is not installed.", file=sys.stderr)
        # What is slow against ours needs few rounds, what is close needs many.
        slow = {k: v for k, v in functions.items() if k not in ("limit", "textbook")}
        close = {k: v for k, v in functions.items() if k in ("ours", "limit", "textbook")}
        results: dict[str, Spread] = {}
        for group, count in ((close, 4 * rounds), (slow, rounds)):
            times = in_turns(group, count)
            own = times.pop("ours")
            results |= {contender: ratios(other, own) for contender, other in times.items()}
        found[name] = {
            contender: results[contender] for contender in CONTENDERS if contender in results
        }
    return found


def measure_runs(rounds: int, runs: int = 256) -> dict[str, Spread]:
    """``runs`` runs with rates of their own at once, against one at a time."""
    found = {}
    for name, workload in RUNS.items():
        (X, y), model = workload.data(), workload.model()
        plan: Any = {"batch_size": workload.batch_size, "num_epochs": workload.num_epochs}
        rates = np.linspace(0.001, 0.02, runs)
        at_once = partial(train, model, X, y, **plan, optimizer=SGD(rates))
        alone = partial(train, model, X, y, **plan, optimizer=SGD(0.01))
        times = in_turns({"together": at_once, "one": alone}, rounds)
        found[name] = ratios(times["one"], times["together"], runs)
    return found


def measure_overheads(rounds: int) -> dict[str, float]:
    """On W4: the generator's share of the time, and what a History adds to a step, in µs."""
    workload = WORKLOADS["W4_B100"]
    (X, y), model = workload.data(), workload.model()
    plan: Any = {"batch_size": 100, "num_epochs": 50, "optimizer": SGD(contenders.LR)}

    def by_generator() -> None:
        for _ in steps(model, X, y, **plan):
            pass

    def without_generator() -> None:
        account = Plan.of(
            1000, 100, num_epochs=50, steps=None, drop_last=False, steps_per_epoch=None,
            accumulation=1, scheme="reshuffled", seed=0,
        )  # fmt: skip
        theta = model.init(0)
        gradient = np.zeros_like(theta)
        update, _ = plan["optimizer"].bind(theta, gradient)
        feed = Feed(model, model.design(X), model.targets(y, 1000), theta, gradient, account)
        now, batches, step = Step(account, theta, gradient, {}, None), feed.steps(), 0
        for epoch, epoch_ends in account.epochs_from(0):
            for batch in islice(batches, min(epoch_ends, 500) - step):
                now.loss = loss = batch()
                if not isfinite(loss):
                    return
                update(step, epoch)
                now.step = step = step + 1

    times = in_turns(
        {
            "bare": without_generator,
            "generator": by_generator,
            "loss": lambda: train(model, X, y, **plan),
            "path": lambda: train(model, X, y, **plan, path=True),
        },
        20 * rounds,
    )
    # Differences of two times need quiet ones: the tenth percentile, not the median.
    quiet = {name: float(np.percentile(seconds, 10)) * 1e6 for name, seconds in times.items()}
    return {
        "generator_share": quiet["generator"] / quiet["bare"] - 1,
        "loss_us_per_step": (quiet["loss"] - quiet["generator"]) / 500,
        "path_us_per_step": (quiet["path"] - quiet["loss"]) / 500,
        "ms_for_500_updates": quiet["loss"] / 1000,
    }


def measure_growth(rounds: int) -> dict[str, float]:
    """Exponents of CPU time against each size: the slope of log time over log size."""

    def exponent(sizes: Sequence[int], make: Callable[[int], Callable[[], Any]]) -> float:
        times = in_turns({str(size): make(size) for size in sizes}, rounds)
        medians = [np.median(times[str(size)]) for size in sizes]
        return float(np.polyfit(np.log(sizes), np.log(medians), 1)[0])

    def run(n: int = 20_000, d: int = 10, batch_size: int = 100, num_epochs: int = 1) -> Any:
        X, y = regression(n, d)
        plan: Any = {"batch_size": batch_size, "num_epochs": num_epochs, "optimizer": SGD(0.001)}
        return lambda: train(Linear(d), X, y, **plan)

    return {
        "n": exponent((10_000, 40_000, 160_000), lambda n: run(n=n)),
        "d": exponent((16, 64, 256), lambda d: run(d=d)),
        "batch_size, time of a step": exponent(
            (100, 1000, 10_000), lambda size: run(batch_size=size, num_epochs=size // 100)
        ),
        "num_epochs": exponent((2, 8, 32), lambda epochs: run(num_epochs=epochs)),
    }


def measure_memory() -> dict[str, float]:
    """Peak of new memory while training, by the size of X: linear, 100,000 × 64."""
    X, y = regression(100_000, 64)
    found = {}
    for name, bias in (("with bias", True), ("without bias", False)):
        train(Linear(64, bias=bias), X, y, batch_size=100)  # the order is cached now
        tracemalloc.start()
        train(Linear(64, bias=bias), X, y, batch_size=100)
        found[name] = tracemalloc.get_traced_memory()[1] / X.nbytes
        tracemalloc.stop()
    return found


def measure(rounds: int) -> dict[str, Any]:
    return {
        "workloads": measure_workloads(rounds),
        "runs_256": measure_runs(rounds),
        "overhead": measure_overheads(rounds),
        "growth": measure_growth(max(3, rounds // 3)),
        "memory": measure_memory(),
    }


def medians(found: dict[str, Any]) -> dict[str, Any]:
    """The figures without their spread, workloads at the top."""

    def middle(value: Any) -> Any:
        return round(value[1] if isinstance(value, tuple) else value, 4)

    flat = {name: found[name] for name in found if name != "workloads"} | found["workloads"]
    return {name: {key: middle(value) for key, value in row.items()} for name, row in flat.items()}


def table(found: dict[str, Any]) -> str:
    """All figures as Markdown."""
    lines = [f"| | {' | '.join(CONTENDERS)} |", "|---|" + "---|" * len(CONTENDERS)]
    for name, row in found["workloads"].items():
        cells = [_cell(row[c], GOALS.get((name, c))) if c in row else "" for c in CONTENDERS]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines += ["", "| many runs at once | 256 together against one at a time |", "|---|---|"]
    goals = {"W4_B100": 25.0, "W1_B10": 60.0}
    lines += [
        f"| {name} | {_cell(value, goals[name])} |" for name, value in found["runs_256"].items()
    ]
    overhead = found["overhead"]
    lines += [
        "",
        "| on W4 | |",
        "|---|---|",
        f"| 500 updates | {overhead['ms_for_500_updates']:.2f} ms |",
        f"| the generator's share | {overhead['generator_share']:+.1%} |",
        f"| recording the loss | {overhead['loss_us_per_step']:.2f} µs a step |",
        f"| recording the path | {overhead['path_us_per_step']:.2f} µs a step |",
        "",
        "| time grows with | to the power of |",
        "|---|---|",
    ]
    lines += [f"| {name} | {value:.2f} |" for name, value in found["growth"].items()]
    lines += ["", "| peak of new memory, linear 100,000 × 64 | by the size of X |", "|---|---|"]
    lines += [f"| {name} | {value:.2f} |" for name, value in found["memory"].items()]
    return "\n".join(lines)


def _cell(value: Spread, goal: float | None) -> str:
    low, middle, high = (f"{v:.2f}" if v < 10 else f"{v:.0f}" for v in value)
    mark = "" if goal is None else (" ✓" if value[1] >= goal else f" (goal {goal:.3g})")
    return f"**{middle}** {low}–{high}{mark}"


def versions() -> str:
    names = ["numpy", "torch", "scikit-learn"]
    found = [f"Python {platform.python_version()}"]
    for name in names:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"no {name}")
    return ", ".join(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="print the medians as JSON")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: under a minute")
    arguments = parser.parse_args()
    found = measure(rounds=2 if arguments.quick else 9)
    if arguments.json:
        print(json.dumps(medians(found), indent=2))
    else:
        print(
            f"{time.strftime('%Y-%m-%d')}, {versions()}; ratios are the other's CPU time over ours"
        )
        print(table(found))


if __name__ == "__main__":
    main()
