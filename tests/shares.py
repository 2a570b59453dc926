"""What each kind of wrong program keeps of the points, by exercise: the grading must be fair.

``make zoo`` prints the table. The greatest share among the zoo's programs of a kind is shown, "·" where
there is none.
"""

import click

from autograder.exercises.engine import judge
from autograder.exercises.registry import exercise_ids, load
from tests.zoo import mistake, programs

SEED = "shares"
KINDS = {  # ids of the mistakes of each kind
    "none": ("returns-nothing",),
    "untrained": ("skips-gradient",),
    "ascent": ("ascent",),
    "once": ("one-update-per-epoch",),
    "stale": ("stale-gradient",),
    "apart": ("xy-apart",),
    "loop": ("returns-early",),
    "tail": ("count-floor", "accum-tail"),
}
AT_MOST_HALF = ("untrained", "ascent", "once", "stale", "apart")


def shares(id: str) -> dict[str, float]:
    """The greatest share of the points that a program of each kind keeps, in [0, 1]."""
    kept: dict[str, float] = {}
    for name, function in programs("wrong", id):
        for kind, ids in KINDS.items():
            if mistake(name) in ids:
                fraction = judge(load(id), function, SEED).fraction
                kept[kind] = max(kept.get(kind, 0.0), fraction)
    return kept


def table(ids: tuple[str, ...]) -> str:
    """The shares in percent, as text."""
    lines = ["".join([f"{'kept of the points':<22}", *(f"{kind:>11}" for kind in KINDS)])]
    for id in ids:
        kept = shares(id)
        cells = (f"{kept[kind]:.0%}" if kind in kept else "·" for kind in KINDS)
        lines.append("".join([f"{id:<22}", *(f"{cell:>11}" for cell in cells)]))
    return "\n".join(lines)


@click.command()
@click.argument("ids", nargs=-1)
def main(ids: tuple[str, ...]) -> None:
    """Print the table of all exercises, or of IDS."""
    click.echo(table(ids or exercise_ids()))


if __name__ == "__main__":
    main()
