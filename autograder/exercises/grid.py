"""The picture of a run: samples down, steps across, a mark where a step used a sample.

Drawn as SVG in the current text colour, so that it reads on light and on dark ground and without
colour: used once is a filled square, used again within an epoch carries the count, never used in an
epoch is a dashed box with a cross.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from autograder.exercises.words import listed

CELL = 16
GAP = 14  # between epochs
LEFT = 62
TOP = 22
AXIS = 20
LEGEND = 18
ORANGE = "#d55e00"  # vermilion of the Okabe–Ito palette; the dashes and crosses say it too
MAX_SAMPLES = 24
MAX_STEPS = 40


@dataclass(frozen=True)
class Grid:
    """The sample numbers that each step used, and how many steps each epoch has.

    ``epochs`` lists the steps of each epoch; their sum may be less than the steps. ``missing`` says
    whether a sample that an epoch did not use is marked: not where that is meant (``drop_last``).
    """

    n_samples: int
    steps: Sequence[Sequence[int]]
    epochs: Sequence[int] = ()
    missing: bool = True

    def alt(self) -> str:
        """The picture in words."""
        words = f"{self.n_samples} samples by {len(self.steps)} steps."
        for number, first, last in self._spans():
            counts = Counter(i for step in self.steps[first:last] for i in step)
            unused = [i for i in range(self.n_samples) if i not in counts]
            again = sorted(i for i, count in counts.items() if count > 1)
            words += f" Epoch {number}:"
            words += f" never used {listed(unused)};" if unused else " used every sample;"
            words += f" used more than once {listed(again)}." if again else " none twice."
        return words

    def svg(self) -> str:
        """An inline SVG element, or "" where the run is too big to be read as a picture."""
        if not self.steps or self.n_samples > MAX_SAMPLES or len(self.steps) > MAX_STEPS:
            return ""
        width = max(self._x(len(self.steps)) + 4, LEFT + 320)
        height = TOP + CELL * self.n_samples + AXIS + LEGEND
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(self.alt())}" '
            f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
            'style="color:inherit;font:11px sans-serif;max-width:100%" fill="currentColor">'
            f"<title>{escape(self.alt())}</title>"
            f"{''.join([*self._axes(), *self._cells(), *self._legend()])}</svg>"
        )

    def _spans(self) -> list[tuple[int, int, int]]:
        """(epoch number from 1, first step, step after the last)."""
        spans, start = [], 0
        beyond = len(self.steps) - sum(self.epochs)
        for number, length in enumerate([*self.epochs, max(beyond, 0)], start=1):
            spans.append((number, start, min(start + length, len(self.steps))))
            start += length
        return [span for span in spans if span[1] < span[2]]

    def _x(self, step: int) -> int:
        """The left edge of a step's column, or the right edge of all for the step after the last."""
        epoch = sum(first <= step for _, first, _ in self._spans()) - 1
        return LEFT + CELL * step + GAP * max(epoch, 0)

    def _axes(self) -> list[str]:
        baseline = TOP + CELL * self.n_samples + 13
        parts = [
            _text(LEFT - 8, TOP + CELL * i + 12, f"{'sample ' if i == 0 else ''}{i}", "end")
            for i in range(self.n_samples)
        ]
        every = 1 if len(self.steps) <= 15 else 5
        parts += [
            _text(self._x(j) + CELL // 2, baseline, str(j), "middle")
            for j in range(0, len(self.steps), every)
        ]
        parts.append(_text(LEFT - 8, baseline, "step", "end"))
        parts.append(_text(LEFT - 8, TOP - 9, "epoch", "end"))
        for number, first, last in self._spans():
            x, end = self._x(first), self._x(last - 1) + CELL
            parts.append(_text(x + 1, TOP - 9, str(number), "start"))
            parts.append(
                f'<line x1="{x}" y1="{TOP - 4}" x2="{end}" y2="{TOP - 4}" stroke="currentColor"/>'
            )
        return parts

    def _cells(self) -> list[str]:
        parts = []
        for _, first, last in self._spans():
            used: Counter[int] = Counter()
            for j in range(first, last):
                for i, count in Counter(self.steps[j]).items():
                    used[i] += count
                    parts.append(_cell(self._x(j), TOP + CELL * i, used[i]))
            unused = [i for i in range(self.n_samples) if i not in used and self.missing]
            parts += [_unused(self._x(first), TOP + CELL * i, last - first) for i in unused]
            parts += [
                _empty(self._x(j), TOP + CELL * i)
                for j in range(first, last)
                for i in range(self.n_samples)
                if i not in self.steps[j] and i not in unused
            ]
        return parts

    def _legend(self) -> list[str]:
        """The marks in words; those that do not occur are left out."""
        y = TOP + CELL * self.n_samples + AXIS
        cells = "".join(self._cells())
        marks = [(_cell(LEFT, y, 1), "used", 62)]
        if "bold" in cells:
            marks.append((_cell(LEFT + 62, y, 2), "used again, how often", 150))
        if "dasharray" in cells:
            x = LEFT + sum(width for _, _, width in marks)
            marks.append((_unused(x, y, 1), "never used", 0))
        parts, x = [], LEFT
        for mark, words, width in marks:
            parts += [mark, _text(x + CELL + 4, y + 12, words, "start")]
            x += width
        return parts


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{words}</text>'


def _cell(x: float, y: float, count: int) -> str:
    square = f'<rect x="{x + 1}" y="{y + 1}" width="{CELL - 2}" height="{CELL - 2}" rx="2"'
    if count == 1:
        return f'{square} fill-opacity=".75"/>'
    return (
        f'{square} fill="none" stroke="{ORANGE}" stroke-width="2"/>'
        f'<text x="{x + CELL // 2}" y="{y + 12}" text-anchor="middle" font-weight="bold">{count}</text>'
    )


def _empty(x: float, y: float) -> str:
    return f'<circle cx="{x + CELL // 2}" cy="{y + CELL // 2}" r="1" fill-opacity=".35"/>'


def _unused(x: float, y: float, steps: int) -> str:
    width, size = CELL * steps, 4
    middle = x + width / 2
    cross = (
        f"M{middle - size} {y + 8 - size}L{middle + size} {y + 8 + size}"
        f"M{middle - size} {y + 8 + size}L{middle + size} {y + 8 - size}"
    )
    return (
        f'<rect x="{x + 2}" y="{y + 2}" width="{width - 4}" height="{CELL - 4}" fill="none" '
        f'stroke="{ORANGE}" stroke-width="1.5" stroke-dasharray="3 2"/>'
        f'<path d="{cross}" stroke="{ORANGE}" stroke-width="2"/>'
    )
