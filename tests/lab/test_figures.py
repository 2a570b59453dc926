"""Every figure of every lesson, without a browser: all controls at their ends and at odd values."""

import re
from collections.abc import Iterator
from itertools import pairwise

import ipywidgets as widgets
import numpy as np
import pytest

from autograder.lab import Panel, figures, style
from autograder.lab.marks import Lit
from tests.lab.canvas import unpack

NAMES = figures.__all__
ONE = re.compile(
    r"(?<![\d.,])1 (?:full )?"
    r"(?:windows|updates|samples|epochs|steps|batches|passes|gradients|iterations|runs|weights|rates)\b"
)


@pytest.fixture(scope="module")
def panels() -> Iterator[dict[str, Panel]]:
    """Every figure, drawn coarsely: what is tested does not depend on the number of pixels."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "DRAWN_DPI", 48)
        yield {name: getattr(figures, name)() for name in NAMES}


def extremes(control: widgets.Widget):
    """What to set a control to: its ends and odd values between, or all options."""
    if isinstance(control, widgets.Checkbox):
        return [True, False]
    if isinstance(control, widgets.Dropdown):
        return [value for _, value in control._options_full]
    low, high = control.min, control.max
    values = [low, high, low + (high - low) * 0.7071]
    if control.whole:
        values = [low, high, int(values[2]), 7, 97]
    return [value for value in values if low <= value <= high]


def both_ends(control: widgets.Widget):
    """The lowest and the highest value, or the first and the last option."""
    values = extremes(control)
    return (control.min, control.max) if hasattr(control, "min") else (values[0], values[-1])


def assert_sound(panel: Panel) -> None:
    """The live sentence, the captions and the canvas's data agree with each other."""
    player = panel.player
    assert panel.sentence.text.strip()
    said = [text for line in (panel.sentence.text, *player.captions) for text in ONE.findall(line)]
    assert said == [], "one of a thing is no plural"
    frames = len(player.captions)
    assert frames >= 1
    assert all(caption.strip() for caption in player.captions)
    assert 0 <= player.frame < frames
    assert player.scene["captions"] == player.captions
    assert len(player.scene["marks"]) == len(player.marks)
    for mark, spec in zip(player.marks, player.scene["marks"], strict=True):
        xy = unpack(spec["xy"], np.float32)
        assert not np.isinf(xy).any()
        left, top, right, bottom = spec["clip"]
        assert 0 <= left < right <= 1.001
        assert 0 <= top < bottom <= 1.001
        assert spec["role"] in player.scene["roles"]
        if isinstance(mark, Lit):
            start = unpack(spec["start"], np.uint32)
            assert len(start) == frames + 1
            assert all(a <= b for a, b in pairwise(start))


@pytest.mark.parametrize("name", NAMES)
def test_starts_sound_and_says_what_it_shows(panels, name):
    panel = panels[name]
    assert not panel.sentence.failed
    assert_sound(panel)
    assert len(panel.player.alt) > 30
    data, about = panel.player.still()
    assert data["image/png"].startswith(b"\x89PNG")
    assert panel.player.alt in about["image/png"]["alt"]


@pytest.mark.parametrize("name", NAMES)
def test_every_control_at_its_ends_and_at_odd_values(panels, name):
    panel = panels[name]
    assert panel.controls
    for key, control in panel.controls.items():
        for value in extremes(control):
            panel[key].value = value
            assert panel.values[key] == value
            assert_sound(panel)
        panel.reset()


@pytest.mark.parametrize("name", NAMES)
def test_all_controls_at_once_at_either_end(panels, name):
    panel = panels[name]
    for pick in (0, 1):
        panel.set(**{key: both_ends(control)[pick] for key, control in panel.controls.items()})
        assert_sound(panel)
        panel.player.png(0)
        panel.player.png(len(panel.player.captions) - 1)
    panel.reset()


@pytest.mark.parametrize("name", NAMES)
def test_reset_brings_back_the_first_numbers(panels, name):
    panel = panels[name]
    before, sentence = panel.values, panel.sentence.text
    for control in panel.controls.values():
        control.value = extremes(control)[0]
    panel.reset()
    assert panel.values == before
    assert panel.sentence.text == sentence


@pytest.mark.parametrize("name", NAMES)
def test_axes_are_labelled_unless_they_hold_no_scale(panels, name):
    axes = [ax for ax in panels[name].player.figure.axes if ax.axison]
    named = [ax.get_position().x0 for ax in axes if ax.get_xlabel()]
    for ax in axes:
        left = ax.get_position().x0
        assert any(abs(left - x0) < 0.01 for x0 in named), "no x label, here or on the axes below"
        assert ax.get_ylabel() or all(t.get_text() for t in ax.get_yticklabels())


def test_figures_take_their_colours_from_the_visual_language(panels):
    roles = set(style.ROLES)
    for panel in panels.values():
        assert set(panel.player.scene["roles"]) <= roles
