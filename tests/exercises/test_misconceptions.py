"""The catalogue is whole and says where each entry belongs."""

import pytest

from autograder.exercises import misconception, misconceptions
from autograder.exercises.misconceptions import GROUPS
from autograder.exercises.registry import exercise_ids
from autograder.exercises.slips import SLIPS
from tests.zoo import mistake, programs

LESSONS = range(11)


def test_every_entry_is_complete():
    assert len(misconceptions()) == 65
    for id, entry in misconceptions().items():
        assert entry.id == id
        assert entry.group in GROUPS
        assert entry.lesson in LESSONS
        assert entry.belief.endswith(".")
        assert entry.rule.endswith(".")
        assert len(entry.rule.split()) <= 40
        assert all(link.startswith("https://") for link in entry.links)


def test_slips_are_no_misconceptions():
    assert not set(SLIPS) & set(misconceptions())


def test_unknown_id_is_said_with_the_nearest():
    with pytest.raises(KeyError, match="count-floor"):
        misconception("count-flor")


def test_the_catalogue_cannot_be_changed():
    with pytest.raises(TypeError):
        misconceptions()["new"] = misconception("ascent")  # type: ignore[index]  # this must raise


def test_the_catalogue_says_truly_which_have_a_program():
    written = {mistake(name) for id in exercise_ids() for name, _ in programs("wrong", id)} - {None}
    assert {id for id, entry in misconceptions().items() if entry.program} == written - set(SLIPS)
