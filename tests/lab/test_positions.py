"""Positions of a panel: what was computed ahead is what the panel shows when it is moved there."""

import zlib

import numpy as np
import pytest

from autograder.lab import Choice, Curve, Panel, Player, Slider, Toggle, style
from autograder.lab.positions import TOGETHER, plan, positions


@pytest.fixture
def panel():
    fig, (left, right) = style.figure((1, 1), size=(4, 2))
    player = Player(fig, alt="A line.")

    def update(n, rate, drop, way):
        if n == 7:
            raise ValueError("n = 7 is not allowed; take another number")
        right.set_xlim(0, n)
        player.show([Curve(left, [[(0, 0), (1, rate)]])], [f"n = {n}"])
        return f"n = {n}, rate {rate}, {drop}, {way}"

    return Panel(
        update,
        player,
        tries=({"n": 7}, {"rate": 0.5, "n": 20, "way": "b"}),
        n=Slider("samples", 10, 1, 100),
        rate=Slider("rate", 0.1, 0.01, 1.0, log=True),
        drop=Toggle("drop"),
        way=Choice("way", "a", ["a", "b"]),
    )


def settings(panel, name):
    """The values that the name of a position stands for."""
    controls = plan(panel)["controls"]
    pairs = (part.split(":") for part in name.split(","))
    return {control: controls[control]["stops"][int(stop)] for control, stop in pairs}


def raw(part):
    return np.frombuffer(zlib.decompress(part["rgba"]), np.uint8)


def test_stops_hold_the_ends_the_start_and_what_is_tried(panel):
    controls = plan(panel)["controls"]
    assert {1, 7, 10, 20, 100} <= set(controls["n"]["stops"])
    assert {0.01, 0.1, 0.5, 1.0} <= set(controls["rate"]["stops"])
    assert controls["drop"]["stops"] == [False, True]
    assert controls["n"]["stops"] == sorted(controls["n"]["stops"])
    assert all(
        about["stops"][about["start"]] == panel[name].value for name, about in controls.items()
    )


def test_a_position_is_what_the_panel_shows_there(panel):
    start = [dict(part) for part in panel.player.backdrop]
    for _, known in list(positions(panel)):
        for name, state in known.items():
            panel.set(**settings(panel, name))
            said = state.get(panel.sentence.model_id, {})
            assert said.get("text", "n = 10, rate 0.1, False, a") == panel.sentence.text
            assert said.get("failed", False) == panel.sentence.failed
            parts = state.get(panel.player.model_id, {}).get("backdrop", ())
            for part, shown in zip(parts, panel.player.backdrop, strict=False):
                if "same" in part:
                    assert np.array_equal(raw(start[part["same"]]), raw(shown))
                else:
                    assert np.array_equal(raw(part) ^ raw(start[part["over"]]), raw(shown))
            panel.reset()


def test_what_is_tried_together_is_there_with_every_setting_on_the_way(panel):
    together = dict(positions(panel))[TOGETHER]
    found = [settings(panel, name) for name in together]
    assert found == [{"rate": 0.5, "n": 20}, {"rate": 0.5, "n": 20, "way": "b"}]


def test_the_panel_is_put_back(panel):
    before = panel.values
    list(positions(panel))
    assert panel.values == before


def test_a_try_of_an_unknown_control_is_refused():
    with pytest.raises(ValueError, match="no control 'm'; there are n"):
        Panel(lambda n: "", tries=({"m": 1},), n=Slider("n", 1, 1, 2))


def test_places_in_a_run_lose_less_than_a_tenth_of_a_pixel(panel):
    known = dict(positions(panel))["rate"]
    for name, state in known.items():
        panel.set(**settings(panel, name))
        (mark,) = state[panel.player.model_id]["scene"]["marks"]
        (exact,) = panel.player.scene["marks"]
        ours, theirs = (np.frombuffer(m["xy"], np.float32) for m in (mark, exact))
        assert np.abs(ours - theirs).max() * 1000 < 0.1
        panel.reset()
