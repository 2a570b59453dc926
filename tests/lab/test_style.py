"""The visual language: contrast on both pages, and no two things told apart by colour alone."""

from itertools import combinations
from pathlib import Path

import pytest
from matplotlib.colors import to_rgb

from autograder.lab import style, visual_language

ROOT = Path(__file__).parents[2]
PAGES = {"light": "#ffffff", "dark": "#111111"}
ON_TOP_OF_OUTLINE = style.OUTLINED  # their dark (or light) outline carries them


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2."""
    high, low = sorted([luminance(one), luminance(other)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", style.ROLES)
def test_marks_stand_out_on_light_and_dark_pages(name):
    look = style.role(name)
    least = 2.0 if name in ("seen", "dropped") else 2.9
    for theme, page in PAGES.items():
        if name not in ON_TOP_OF_OUTLINE:
            assert contrast(getattr(look, theme), page) >= least, theme


@pytest.mark.parametrize(
    "group",
    [
        ("sample", "batch", "tail", "dropped"),
        ("train", "validation", "test"),
        ("first", "second", "third", "fourth"),
        ("batch_loss", "train", "validation"),
        ("weights", "best", "stop"),
    ],
)
def test_roles_that_meet_in_a_figure_differ_without_colour(group):
    for one, other in combinations(map(style.role, group), 2):
        assert (one.marker, one.dash, one.size) != (other.marker, other.dash, other.size)


def test_an_unknown_role_lists_the_known_ones():
    with pytest.raises(KeyError, match="validation"):
        style.role("valid")


def test_roles_say_what_they_mean():
    meanings = [look.means for look in style.ROLES.values()]
    assert all(meanings)
    assert len(set(meanings)) == len(meanings)


def test_the_page_of_the_docs_is_up_to_date():
    written = (ROOT / "docs/visual-language.md").read_text("utf-8")
    assert written == visual_language.page(), "run: python -m autograder.lab.visual_language"
    assert (ROOT / "docs" / visual_language.PICTURE).exists()
