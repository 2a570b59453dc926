"""What a student sees after a check: text for a terminal, HTML for a notebook, JSON for the grader.

The HTML takes its colours from JupyterLab's theme and says everything in words and signs too.
"""

from html import escape
from typing import Any

from autograder.exercises.agreed import GRADE_MIME
from autograder.exercises.lessons import lesson, link
from autograder.exercises.misconceptions import misconceptions
from autograder.exercises.verdict import (
    FAILED,
    GRADER_ERROR,
    NOT_ATTEMPTED,
    PASSED,
    SUBMISSION_ERROR,
    Message,
    Result,
    Verdict,
)

SIGNS = {
    PASSED: "✓",
    FAILED: "✗",
    NOT_ATTEMPTED: "○",
    SUBMISSION_ERROR: "!",
    GRADER_ERROR: "?",
}


CHECKED = ("name", "passed", "weight", "visible", "asked")
"""What a grade tells of each check."""


class Note:
    """A text in Markdown that shows itself in a notebook and in a terminal."""

    def __init__(self, markdown: str) -> None:
        self.markdown = markdown

    def __repr__(self) -> str:
        return self.markdown

    def _repr_markdown_(self) -> str:
        return self.markdown


class Feedback:
    """The outcome of a check."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict

    @property
    def outcome(self) -> str:
        """passed, failed, not attempted, submission error or grader error."""
        return self.verdict.outcome

    @property
    def message(self) -> str:
        """What went wrong, in at most 60 words, or ""."""
        return self.verdict.message.text if self.verdict.message else ""

    @property
    def misconception(self) -> str | None:
        """The id of the misconception that the message names, or None."""
        message = self.verdict.message
        return message.id if message and message.id in misconceptions() else None

    def __repr__(self) -> str:
        lines = [self._headline()]
        lines += [f"  {_state(r)[0]} {r.name} ({r.share:.0%})" for r in self._listed()]
        message = self.verdict.message
        if message:
            lines += ["", *(p for p in (message.what, message.concept, message.advice) if p)]
            lines += [f"To reread: {lesson(message.lesson)}."] if message.lesson else []
        return "\n".join(lines)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/plain": repr(self), "text/html": self.html()}

    def html(self) -> str:
        """The feedback as a self-contained piece of HTML."""
        sign = SIGNS[self.outcome]
        checks = "".join(_check_html(result) for result in self._listed())
        message = _message_html(self.verdict.message) if self.verdict.message else ""
        good = "#0072b2" if self.outcome == PASSED else "#d55e00"  # Okabe–Ito blue, vermilion
        return (
            f'<div role="status" style="border-left:4px solid {good};padding:.3em 0 .3em 1em;'
            'max-width:46em;line-height:1.5;color:var(--jp-content-font-color1,inherit)">'
            f'<div style="font-weight:600">{sign} {escape(self._headline())}</div>'
            f'<ul style="list-style:none;margin:.4em 0;padding:0">{checks}</ul>{message}</div>'
        )

    def _shown(self) -> list[Result]:
        return [r for r in self.verdict.results if r.visible or self.verdict.graded]

    def _listed(self) -> list[Result]:
        """The checks by name, where they tell anything: not if none could be asked."""
        return self._shown() if self.outcome in (PASSED, FAILED) else []

    def _headline(self) -> str:
        id, graded = self.verdict.exercise.id, self.verdict.graded
        if self.outcome in (NOT_ATTEMPTED, GRADER_ERROR):
            return f"{id}: {self.outcome}"
        shown = self._shown()
        passed = sum(result.passed for result in shown)
        if graded:
            return f"{id}: {passed} of {len(shown)} checks passed"
        hidden = 1 - sum(result.share for result in shown)
        more = f"hidden checks ({hidden:.0%})" if hidden > 1e-9 else "other cases"
        return f"{id}: {passed} of {len(shown)} visible checks passed; {more} follow at grading"


class Grade(Feedback):
    """The points of a grade cell. Its repr is a plain float, which nbgrader takes as the score."""

    def __init__(self, verdict: Verdict, max_points: float) -> None:
        super().__init__(verdict)
        self.max_points = float(max_points)

    @property
    def points(self) -> float:
        """Points in [0, max_points], to two decimals."""
        fraction = self.verdict.fraction
        return self.max_points if fraction == 1 else round(self.max_points * fraction, 2)

    def __repr__(self) -> str:
        return repr(self.points)

    def __float__(self) -> float:
        return self.points

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/plain": repr(self), "text/html": self.html(), GRADE_MIME: self.as_json()}

    def as_json(self) -> dict[str, Any]:
        """The grade as the grader and its reports read it."""
        message = self.verdict.message
        return {
            "exercise": self.verdict.exercise.id,
            "points": self.points,
            "max_points": self.max_points,
            "outcome": self.outcome,
            "misconception": self.misconception,
            "diagnosis": message.id if message else None,
            "message": self.message,
            "checks": [
                {fact: getattr(result, fact) for fact in CHECKED} for result in self.verdict.results
            ],
        }

    def _headline(self) -> str:
        return f"{self.points:g} of {self.max_points:g} points. {super()._headline()}"


def _state(result: Result) -> tuple[str, str]:
    """A check's sign, and the word for it."""
    if result.passed:
        return "✓", "passed"
    return ("✗", "failed") if result.asked else ("–", "not asked")


def _check_html(result: Result) -> str:
    sign, word = _state(result)
    weight = "600" if word == "failed" else "normal"
    return (
        f'<li style="font-weight:{weight};margin:0">'
        f'<span role="img" aria-label="{word}" style="display:inline-block;width:1.4em">{sign}</span>'
        f"{_code(result.name)}"
        f' <span style="opacity:.7;font-weight:normal">({result.share:.0%})</span></li>'
    )


def _message_html(message: Message) -> str:
    parts = [f'<p style="margin:.4em 0;font-weight:600">{_code(message.what)}</p>']
    parts += [
        f'<p style="margin:.4em 0">{_code(text)}</p>'
        for text in (message.concept, message.advice)
        if text
    ]
    if message.svg:
        parts.append(f'<div style="overflow-x:auto;margin:.6em 0">{message.svg}</div>')
    if message.lesson:
        title, address = escape(lesson(message.lesson)), link(message.lesson)
        title = f'<a href="{escape(address)}">{title}</a>' if address else title
        parts.append(f'<p style="margin:.4em 0;opacity:.85">To reread: {title}.</p>')
    return "".join(parts)


def _code(text: str) -> str:
    """Escaped text in which `backticks` set code."""
    pieces = escape(text).split("`")
    return "".join(
        f"<code>{piece}</code>" if number % 2 else piece for number, piece in enumerate(pieces)
    )
