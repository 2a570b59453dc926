"""What the record keeps between a draw and its update."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.audit.data import Feed, Moved, Root
from autograder.audit.drawn import PLACED
from autograder.audit.events import Draw, Pass
from autograder.audit.record import Record


@dataclass
class Batch:
    """A tensor as far as the record looks at one: where it lies."""

    address: int
    shape: tuple[int, ...] = (2, 3)
    dtype: str = "float32"

    def data_ptr(self) -> int:
        return self.address


def test_a_batch_in_memory_that_comes_again_is_the_newest_draw():
    record, feed = Record(), Feed(Root(100, "data"), "loader", ())
    of = Pass(0, None, 0)
    last: dict[int, Draw] = {}
    batches: dict[int, Batch] = {}
    for number in range(3 * PLACED):
        address = 8 * (number % 3)
        last[address] = Draw(feed, of, 2)
        batches[address] = Batch(address)
        record.drawn.place(last[address], (batches[address], Batch(1000 + number)))
        assert record.drawn.draw_of(batches[address]) is last[address]
    assert all(record.drawn.draw_of(batches[address]) is draw for address, draw in last.items())
    assert len(record.drawn.at) <= 2 * PLACED


def test_another_tensor_in_the_memory_of_a_batch_that_is_gone_is_no_draw():
    record, feed = Record(), Feed(Root(100, "data"), "loader", ())
    batch = Batch(64)
    record.drawn.place(Draw(feed, Pass(0, None, 0), 2), batch)
    assert record.drawn.draw_of(Batch(64)) is not None
    del batch
    assert record.drawn.draw_of(Batch(64)) is None


def test_samples_that_moved_an_optimizer_in_lists_and_arrays_and_beyond_the_first_length():
    moved = Moved(Root(4, "data"))
    given: list[Any] = [[1, 1], np.array([0]), np.array([6, 3], np.int32)]
    for rows in given:
        moved.add(rows)
    assert moved.mask.tolist() == [True, True, False, True, False, False, True]
    moved.add([2])
    assert moved.mask.sum() == 5


def test_the_numbers_of_a_body_are_counted_from_lists_and_arrays():
    root = Root(5, "data")
    for rows in ([0, 1], np.array([1, 4]), []):
        root.use(rows, 0)
    assert root.used.tolist() == [1, 2, 0, 0, 1]
    assert [np.asarray(rows).tolist() for _, rows in root.shown] == [[0, 1], [1, 4], []]
