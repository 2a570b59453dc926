"""Whether a random generator's state is one that drawing from it leads to.

A function of the student's that draws moves the generator of the test on, as in one kernel. A state that
it has set itself is no such state: the test would then draw what the student has chosen.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np

MAX_ROUNDS = 20_000  # of 624 words: twelve million
MAX_STEPS = 2**40  # of a generator whose distances can be computed
_WORDS = 624
_AT_ONCE = 100
_LAST_PAIR = 4  # words of which a pair of normal numbers is made
_WIDE = 2**128
_FACTOR = {"PCG64": 0x2360ED051FC65DA44385DF649FCCF645, "PCG64DXSM": 0xDA942042E4DD58B5}


def drawn_from(before: Any, after: Any) -> bool:
    """Whether a random generator, as a copy shows it, was only drawn from since `before`."""
    if isinstance(before, random.Random):
        return leads_to(before.getstate(), after.getstate())
    if isinstance(before, np.random.RandomState):
        return leads_to(before.get_state(), after.get_state())
    return leads_to(before.bit_generator.state, after.bit_generator.state)


def leads_to(before: Any, after: Any) -> bool:
    """The same of two states: of `random`, of `numpy.random.get_state`, or of a bit generator."""
    if isinstance(before, dict):
        return _bits_lead_to(before, after)
    if isinstance(before[0], str):
        return _legacy_leads_to(before, after)
    return _plain_leads_to(before, after)


def _bits_lead_to(before: dict[str, Any], after: dict[str, Any]) -> bool:
    name, first, last = before["bit_generator"], before["state"], after["state"]
    if after["bit_generator"] != name:
        return False
    if name in _FACTOR:
        steps = _distance(first["state"], last["state"], _FACTOR[name], first["inc"])
        near = first["inc"] == last["inc"] and steps is not None and steps <= MAX_STEPS
        return near and _half_is_drawn(before, after)
    if name == "MT19937":
        return _block(first["key"], first["pos"], last["key"], last["pos"]) is not None
    if name == "Philox":
        counts = [sum(int(x) << 64 * i for i, x in enumerate(s["counter"])) for s in (first, last)]
        near = np.array_equal(first["key"], last["key"]) and 0 <= counts[1] - counts[0] <= MAX_STEPS
        return near and _buffer_is_drawn(before, after) and _half_is_drawn(before, after)
    return bool(_equal(before, after))  # of this kind it is not known which states follow


def _half_is_drawn(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the half of a drawn number that is kept for later was drawn last."""
    if not after["has_uint32"] or (
        before["has_uint32"] and before["uinteger"] == after["uinteger"]
    ):
        return True
    source: Any = getattr(np.random, after["bit_generator"])(0)
    source.state = after
    if isinstance(source, np.random.Philox):
        last = int(after["buffer"][after["buffer_pos"] - 1])
    else:
        source.advance(_WIDE - 1)  # one step back
        last = int(source.random_raw())
    return last >> 32 == int(after["uinteger"])


def _buffer_is_drawn(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the numbers that a counter has given at once are that counter's."""
    counter, was = after["state"]["counter"], before["state"]["counter"]
    if np.array_equal(counter, was):
        alike = np.array_equal(after["buffer"], before["buffer"])
        return alike and after["buffer_pos"] >= before["buffer_pos"]
    source: Any = np.random.Philox(0)
    number = (sum(int(x) << 64 * i for i, x in enumerate(counter)) - 1) % _WIDE**2
    places = [number >> 64 * i & (2**64 - 1) for i in range(4)]
    state = {**after["state"], "counter": np.array(places, np.uint64)}
    source.state = {**after, "state": state, "buffer_pos": 4, "has_uint32": 0}
    source.random_raw()
    return np.array_equal(source.state["buffer"], after["buffer"]) and after["buffer_pos"] > 0


def _equal(one: Any, other: Any) -> Any:
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_equal(one[key], other[key]) for key in one)
    return bool(np.array_equal(one, other))


def _distance(first: int, last: int, factor: int, increment: int) -> int | None:
    """How many steps of x → factor·x + increment modulo 2¹²⁸ lead from one state to the other.

    One bit at a time, from the lowest (M. O'Neill, PCG, Harvey Mudd College report 2014-0905, 4.3.1).
    """
    steps, bit = 0, 1
    while first != last:
        if bit >= _WIDE:
            return None
        if (first ^ last) & bit:
            first = (first * factor + increment) % _WIDE
            steps |= bit
        increment = increment * (factor + 1) % _WIDE
        factor = factor * factor % _WIDE
        bit <<= 1
    return steps


Key = np.ndarray[Any, np.dtype[np.uint32]]


def _block(key: Any, place: int, later: Any, later_place: int) -> tuple[Key, Key] | None:
    """The block of words that leads to `later`, and the one before it; None if none does."""
    block, target = np.asarray(key, np.uint32), np.asarray(later, np.uint32)
    if target.shape != (_WORDS,):
        return None
    if (block == target).all():
        return (block, block) if place <= later_place else None
    sought, source = _mersenne(target, 0).random_raw(_WORDS), _mersenne(block, _WORDS)
    for _ in range(MAX_ROUNDS // _AT_ONCE):
        start = source.state
        drawn = source.random_raw(_AT_ONCE * _WORDS).reshape(_AT_ONCE, _WORDS)
        for number in np.flatnonzero(drawn[:, 0] == sought[0]).tolist():
            if (drawn[number] == sought).all():
                source.state = start
                source.random_raw(number * _WORDS, output=False)
                return source.state["state"]["key"], target
    return None


def _mersenne(key: Key, place: int) -> np.random.MT19937:
    source = np.random.MT19937(0)
    source.state = {"bit_generator": "MT19937", "state": {"key": key, "pos": place}}
    return source


def _before_pair(blocks: tuple[Key, Key], place: int) -> tuple[Key, int]:
    """Where the generator stood before the last pair was drawn."""
    start = place - _LAST_PAIR
    return (blocks[1], start) if start >= 0 else (blocks[0], _WORDS + start)


def _legacy_leads_to(before: Any, after: Any) -> bool:
    blocks = _block(before[1], before[2], after[1], after[2])
    if blocks is None or after[0] != before[0]:
        return False
    if not after[3] or (before[3] and before[4] == after[4]):
        return True
    source = np.random.RandomState(0)  # the number that is kept was drawn with the one before it
    source.set_state((before[0], *_before_pair(blocks, after[2]), 0, 0.0))
    source.standard_normal()
    _, key, place, _, kept = source.get_state()
    return bool((key == after[1]).all()) and (place, kept) == (after[2], after[4])


def _plain_leads_to(before: Any, after: Any) -> bool:
    (_, numbers, kept), (_, later, later_kept) = before, after
    blocks = _block(numbers[:-1], numbers[-1], later[:-1], later[-1])
    if blocks is None:
        return False
    if later_kept is None or later_kept == kept:
        return True
    key, place = _before_pair(blocks, later[-1])
    source = random.Random(0)
    source.setstate((3, (*key.tolist(), place), None))
    source.gauss(0.0, 1.0)
    return bool(source.getstate() == after)
