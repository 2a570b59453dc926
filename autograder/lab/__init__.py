"""Figures with sliders for the lessons: a player, a panel of sliders, and quiz questions.

Start from `Panel` and `Player`; `style` holds the visual language, `marks` what can move.
The finished figures of the lessons are in `autograder.lab.figures`.
"""

from autograder.lab import style
from autograder.lab.controls import Choice, Slider, Toggle
from autograder.lab.marks import Arrow, Curve, Lit, Mark, Span, Trail
from autograder.lab.panel import Panel
from autograder.lab.player import Player
from autograder.lab.prose import Table, say
from autograder.lab.quiz import Quiz, right, wrong

__all__ = [
    "Arrow",
    "Choice",
    "Curve",
    "Lit",
    "Mark",
    "Panel",
    "Player",
    "Quiz",
    "Slider",
    "Span",
    "Table",
    "Toggle",
    "Trail",
    "right",
    "say",
    "style",
    "wrong",
]
