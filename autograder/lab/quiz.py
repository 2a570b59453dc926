"""A question with options, each with a reason: right or wrong, it says why at once.

It needs no kernel once shown, and no browser to be read: a page without scripts shows the options
with their reasons folded away.
"""

import html
import re
from dataclasses import dataclass
from typing import Any

import anywidget
import traitlets

from autograder.lab.player import STATIC, Bundle


@dataclass(frozen=True)
class Option:
    """One answer: its text, whether it is right, why, and the misconception behind a wrong one."""

    text: str
    right: bool
    because: str
    misconception: str | None = None


def right(text: str, *, because: str) -> Option:
    """The right answer and the reason why it is right."""
    return Option(text, True, because)


def wrong(text: str, *, because: str, misconception: str | None = None) -> Option:
    """A wrong answer, the reason why it is wrong, and the id of the belief behind it."""
    return Option(text, False, because, misconception)


class Quiz(anywidget.AnyWidget):  # type: ignore[misc]  # its package has no types
    """One question. Text may hold `code` in backticks and **strong** words, nothing else.

    ValueError if it has fewer than two options, not exactly one right one, or one without reason.
    """

    _esm = STATIC / "quiz.js"
    _css = STATIC / "quiz.css"

    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)
    chosen = traitlets.Int(-1).tag(sync=True)

    def __init__(self, question: str, *options: Option) -> None:
        if len(options) < 2:
            raise ValueError(f"{question!r}: a question needs two options or more")
        if sum(option.right for option in options) != 1:
            raise ValueError(f"{question!r}: exactly one option must be right")
        for option in options:
            if not option.because.strip():
                raise ValueError(f"{question!r}: option {option.text!r} gives no reason")
        self.prompt, self.answers = question, options
        super().__init__(
            question=_markup(question),
            options=[
                {"text": _markup(o.text), "right": o.right, "because": _markup(o.because)}
                for o in options
            ],
        )

    @property
    def misconceptions(self) -> list[str]:
        """The ids behind the wrong options."""
        return [option.misconception for option in self.answers if option.misconception]

    def _repr_mimebundle_(self, **kwargs: Any) -> Bundle | Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, meta = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        return {**data, "text/html": self._page(), "text/plain": self._plain()}, meta

    def _page(self) -> str:
        items = "".join(
            f"<li><details><summary>{_markup(o.text)}</summary>"
            f"<p><strong>{_verdict(o)}.</strong> {_markup(o.because)}</p></details></li>"
            for o in self.answers
        )
        return f"<p><strong>{self.question}</strong></p><ul>{items}</ul>"

    def _plain(self) -> str:
        lines = [f"  {_verdict(o)}: {o.text} — {o.because}" for o in self.answers]
        return "\n".join([self.prompt, *lines])


def _verdict(option: Option) -> str:
    return "Right" if option.right else "Not so"


def _markup(text: str) -> str:
    """Escaped text with `code` and **strong** as HTML."""
    safe = html.escape(text)
    safe = re.sub(r"`([^`]+)`", r"<code>\1</code>", safe)
    return re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", safe)
