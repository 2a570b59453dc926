"""The panel: values reach the update, errors become the sentence, number fields follow sliders."""

import ipywidgets as widgets
import pytest

from autograder.lab import Choice, Panel, Slider, Toggle
from autograder.lab.controls import NumberField


def find(panel: Panel, kind: type):
    """All widgets of a kind inside the panel."""
    found, todo = [], [panel]
    while todo:
        widget = todo.pop(0)
        found += [widget] if isinstance(widget, kind) else []
        todo += list(getattr(widget, "children", ()))
    return found


@pytest.fixture
def heard():
    return []


@pytest.fixture
def panel(heard):
    def update(**values):
        heard.append(values)
        if values["n"] == 13:
            raise ValueError("n = 13 is not allowed; take another number")
        return f"n = {values['n']}"

    return Panel(
        update,
        n=Slider("samples", 46, 1, 100),
        lr=Slider("learning rate", 0.1, 0.001, 1.0, log=True),
        size=Slider("size", 1000, 1, 10_000, log=True),
        momentum=Slider("momentum", 0.5, 0.0, 0.9, step=0.1),
        drop=Toggle("drop_last"),
        scheme=Choice("scheme", "a", ["a", "b"]),
    )


def test_update_gets_every_value_once_at_the_start(panel, heard):
    expected = {"n": 46, "lr": 0.1, "size": 1000, "momentum": 0.5, "drop": False, "scheme": "a"}
    assert heard == [expected]
    assert panel.sentence.text == "n = 46"


def test_slider_and_number_field_move_together_and_update_once(panel, heard):
    slider = find(panel, widgets.IntSlider)[0]
    slider.value = 7
    assert panel["n"].value == 7
    assert len(heard) == 2
    panel["n"].value = 9
    assert slider.value == 9
    assert len(heard) == 3


def test_typed_numbers_outside_the_range_are_brought_back_to_it(panel):
    panel["n"].value = 1000
    assert panel["n"].value == 100


def test_log_slider_follows_the_number_exactly_and_rounds_when_dragged(panel, heard):
    lr, size = find(panel, widgets.FloatLogSlider)
    panel["lr"].value = 0.12345
    assert heard[-1]["lr"] == 0.12345
    assert lr.value == pytest.approx(0.12345)
    lr.value = 10**-1.3
    assert heard[-1]["lr"] == 0.05
    size.value = 10**2.5
    assert heard[-1]["size"] == 316
    assert isinstance(heard[-1]["size"], int)


def test_a_value_error_becomes_the_sentence_and_goes_away_again(panel):
    panel["n"].value = 13
    assert panel.sentence.failed
    assert panel.sentence.text == "n = 13 is not allowed; take another number"
    panel["n"].value = 14
    assert not panel.sentence.failed


def test_other_errors_are_not_hidden():
    def update(n):
        raise TypeError("a bug")

    with pytest.raises(TypeError, match="a bug"):
        Panel(update, n=Slider("n", 1, 1, 2))


def test_set_updates_once_and_reset_too(panel, heard):
    panel.set(n=5, drop=True, scheme="b")
    assert len(heard) == 2
    panel.reset()
    assert len(heard) == 3
    assert heard[-1] == heard[0]


def test_unknown_control_is_named(panel):
    with pytest.raises(KeyError, match="no control 'epochs'"):
        panel["epochs"]


def test_a_start_outside_the_range_is_refused():
    with pytest.raises(ValueError, match="batch size: 0 is not within 1 … 5"):
        Slider("batch size", 0, 1, 5).build()


def test_every_slider_has_a_number_field_and_a_visible_label(panel):
    for row in find(panel, widgets.HBox):
        label, *parts = row.children
        assert isinstance(label, widgets.Label)
        assert label.value
        if isinstance(parts[0], widgets.IntSlider | widgets.FloatSlider | widgets.FloatLogSlider):
            assert isinstance(parts[1], NumberField)


def test_a_slider_put_on_its_grid_by_the_browser_changes_nothing(panel, heard):
    momentum = find(panel, widgets.FloatSlider)[0]
    panel["momentum"].value = 0.55
    count = len(heard)
    momentum.value = 0.6  # what noUiSlider makes of 0.55 on a grid of 0.1
    assert panel["momentum"].value == 0.55
    assert len(heard) == count
    momentum.value = 0.7
    assert panel["momentum"].value == 0.7


def test_log_slider_put_on_its_grid_by_the_browser_changes_nothing(panel, heard):
    size = find(panel, widgets.FloatLogSlider)[1]
    panel["size"].value = 96
    count = len(heard)
    size.value = 10**1.98  # what noUiSlider makes of 96 on a grid of 0.02
    assert panel["size"].value == 96
    assert len(heard) == count
    size.value = 10**2.0  # one key press further
    assert panel["size"].value == 100
