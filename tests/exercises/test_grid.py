"""The picture of samples by steps: well-formed, told in words too."""

from xml.etree import ElementTree

from autograder.exercises.grid import MAX_SAMPLES, MAX_STEPS, Grid
from autograder.exercises.words import beginning, listed, named, times

TWO_EPOCHS = Grid(5, [[0, 3], [3, 1], [4], [0, 1], [2, 3], [4]], [3, 3])


def test_svg_is_well_formed_and_carries_its_words():
    root = ElementTree.fromstring(TWO_EPOCHS.svg())
    assert root.get("role") == "img"
    assert root.get("aria-label") == TWO_EPOCHS.alt()
    assert root.find("{*}title").text == TWO_EPOCHS.alt()


def test_words_tell_what_is_unused_and_what_comes_twice():
    assert TWO_EPOCHS.alt() == (
        "5 samples by 6 steps. Epoch 1: never used 2; used more than once 3."
        " Epoch 2: used every sample; none twice."
    )


def test_marks_do_not_rely_on_colour():
    svg = TWO_EPOCHS.svg()
    assert svg.count("stroke-dasharray") == 1 + 1  # the sample that epoch 1 never used; the legend
    assert svg.count('font-weight="bold">2<') == 1 + 1  # the sample it used again
    assert svg.count('fill-opacity=".75"') == 9 + 1


def test_the_legend_leaves_out_what_does_not_occur():
    assert ">never used<" in TWO_EPOCHS.svg()
    assert ">used again, how often<" in TWO_EPOCHS.svg()
    calm = Grid(2, [[0], [1]], [2]).svg()
    assert ">used<" in calm
    assert "again" not in calm
    assert ">never used<" not in calm


def test_nothing_is_missing_where_the_tail_is_dropped():
    grid = Grid(5, [[0, 3], [4, 1]], [2], missing=False)
    assert "stroke-dasharray" not in grid.svg()
    assert "unused" not in grid.alt()


def test_more_steps_than_epochs_say_are_one_epoch_more():
    assert Grid(2, [[0], [1], [0], [1], [0]], [2, 2]).alt().count("Epoch") == 3


def test_what_is_too_big_or_empty_is_not_drawn():
    assert Grid(MAX_SAMPLES + 1, [[0]]).svg() == ""
    assert Grid(3, [[0]] * (MAX_STEPS + 1)).svg() == ""
    assert Grid(3, []).svg() == ""


def test_words_for_numbers():
    assert (listed([3]), listed([3, 5]), listed([1, 2, 3])) == ("3", "3 and 5", "1, 2 and 3")
    assert listed(list(range(9)), at_most=4) == "0, 1, 2 and 6 more"
    assert (named([4]), named([5, 4, 4])) == ("sample 4", "samples 4 and 5")
    assert (times(1), times(2), times(7)) == ("once", "twice", "7 times")
    assert beginning([5, 1, 2, 9, 3, 0]) == "(5, 1, 2, 9, 3 …)"
