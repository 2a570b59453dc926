"""A notebook run by nbclient: in an ordinary kernel, and in the sandbox through the kernel provisioner.

    python -m benchmarks.provisioner [--quick] [--json] [--repeats 9]

The notebook has ten cells, NumPy and one figure among them. Both run in this process, in turns; the sandbox's warm
process is started before, as it is for all notebooks but the first. Times are medians, ratios the other's over ours.
"""

import argparse
import json
import statistics
import tempfile
import time

from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

PROVISIONERS = {"stock": "local-provisioner", "ours": "autograder-sandbox"}
CELLS = [
    "import numpy as np\nimport matplotlib.pyplot as plt",
    "rng = np.random.default_rng(0)\nX = rng.normal(size=(1000, 10))\nX.shape",
    "y = X @ np.arange(10) + rng.normal(size=1000)",
    "def loss(theta):\n    return np.mean((X @ theta - y) ** 2)",
    "theta = np.zeros(10)\nfor _ in range(100):\n    theta -= 0.1 * X.T @ (X @ theta - y) / len(y)",
    "print(loss(theta))",
    "plt.plot(theta, 'o')",
    "theta.round(2)",
    "1 / 0",
    "sum(range(10**5))",
]


def seconds(provisioner: str) -> tuple[float, float]:
    """From the start of the kernel until the first cell is done, and until the kernel has gone."""
    KernelProvisionerFactory.instance().default_provisioner_name = provisioner
    notebook = new_notebook(cells=[new_code_cell(source) for source in CELLS])
    first: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        NotebookClient(
            notebook,
            allow_errors=True,
            resources={"metadata": {"path": folder}},
            on_cell_executed=lambda **_: first.append(time.perf_counter() - began),
        ).execute()
        return first[0], time.perf_counter() - began


def measure(repeats: int) -> dict[str, dict[str, float]]:
    """Medians in milliseconds, and their ratio."""
    seconds(PROVISIONERS["ours"])  # warms up and probes
    taken: dict[str, list[tuple[float, float]]] = {side: [] for side in PROVISIONERS}
    for _ in range(repeats):
        for side, name in PROVISIONERS.items():
            taken[side].append(seconds(name))
    found = {}
    for position, what in enumerate(("first cell", "ten cells")):
        row = {s: 1000 * statistics.median(t[position] for t in taken[s]) for s in PROVISIONERS}
        found[what] = {**row, "ratio": row["stock"] / row["ours"]}
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.provisioner", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--repeats", type=int, default=9, help="rounds; medians are of these")
    parser.add_argument("--quick", action="store_true", help="three rounds")
    parser.add_argument("--json", action="store_true", help="print the numbers alone")
    options = parser.parse_args()
    found = measure(3 if options.quick else options.repeats)
    if options.json:
        print(json.dumps(found))
        return
    print("| nbclient | ordinary kernel, ms | sandbox, ms | ratio |\n|---|--:|--:|--:|")
    for what, row in found.items():
        print(f"| {what} | {row['stock']:.0f} | {row['ours']:.0f} | **{row['ratio']:.1f}** |")


if __name__ == "__main__":
    main()
