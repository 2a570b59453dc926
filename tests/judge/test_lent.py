"""What a test lends of its own objects is, where the solution leaves it alone, what it was after each call."""

import pytest

from tests.judge.conftest import Pair
from tests.judge.test_hostile import failed

pytestmark = pytest.mark.usefixtures("judge_folder")

SETUP = """
class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next
    def cut(self): self.next = None
class Slim:
    __slots__ = ('value', 'next')
    def __init__(self, value, next=None): self.value, self.next = value, next
class Bag:
    def __init__(self, *items): self.items = list(items)
    def take(self): return self.items.pop()
class Table:
    def __init__(self, rows): self.rows = rows
    def __getitem__(self, key): return self.rows[key]
    def __setitem__(self, key, value): self.rows[key] = value
def count(node):
    number = 0
    while node is not None:
        number, node = number + 1, node.next
    return number
shared = Node(1, Node(2, Node(3)))
import io
from collections import deque
class Numbers(list): pass
class Queue(deque): pass
class Prices(dict): pass
class Names(set): pass
"""
TESTS = [
    "head = Node(1, Node(2, Node(3)))\nassert length(head) == count(head)",
    "head = Slim(1, Slim(2, Slim(3)))\nassert length(head) == count(head)",
    "assert length(shared) == count(shared)",
    "heads = [Node(1, Node(2)), Node(1)]\nfor head in heads:\n    assert length(head) == count(head)",
    "first, second = Node(1, Node(2)), Node(1)\nlength(first)\nn = length(second)\n"
    "assert [length(first), n] == [count(first), count(second)]",
    "bag = Bag(1, 2, 3)\nassert total(bag) == sum(bag.items)",
    "xs = Numbers([1, 2])\nassert added(xs) == sum(xs)",
    "xs = Queue([1, 2])\nassert added(xs) == sum(xs)",
    "xs = Names([1, 2])\nassert added(xs) == sum(xs)",
    "xs = Prices(a=1, b=2)\nassert added(xs) == sum(xs.values())",
    "bag = Bag(Numbers([1, 2]), 3)\nassert added(bag.items[0]) == sum(bag.items[0])",
    "file = io.StringIO('1\\n2')\nassert read(file) == sum(map(int, file.getvalue().split()))",
    "file = io.BytesIO(b'1\\n2')\nassert read(file) == sum(map(int, file.getvalue().split()))",
    "file = io.StringIO('1\\n2')\nfound = read(file)\nfile.seek(0)\nassert found == sum(map(int, file))",
    "table = Table({'a': [1, 2]})\nassert summed(table) == sum(table.rows['a'])",
]
CHANGES = {
    "sets": """
def length(node):
    node.next = None
    return 1
def total(bag):
    bag.items = []
    return 0
def summed(table):
    table['a'] = []
    return 0
def added(xs):
    if hasattr(xs, 'keys'):
        xs['a'] = xs['b'] = 0
    else:
        xs.clear()
    return 0
def read(file):
    zeros = b'0\\n0' if file.read(0) == b'' else '0\\n0'
    file.seek(0)
    file.write(zeros)
    return 0
""",
    "calls": """
former = []
def length(node):
    for each in (node, *former):
        each.cut() if hasattr(each, 'cut') else delattr(each, 'next')
    former.append(node)
    return 1
def total(bag):
    return 0 * (bag.take() + bag.take() + bag.take())
def summed(table):
    return 0
def added(xs):
    while xs:
        xs.popitem() if hasattr(xs, 'popitem') else xs.pop()
    return 0
def read(file):
    file.close()
    return 0
""",
}
HONEST = """
def length(node):
    number = 0
    while node is not None:
        node.seen = True
        number, node = number + 1, node.next
    return number
def total(bag):
    found = 0
    while bag.items:
        found += bag.take()
    return found
def summed(table): return sum(table['a'])
def added(xs):
    if hasattr(xs, 'values'):
        xs['c'] = 0
        return sum(xs.values())
    xs.add(0) if hasattr(xs, 'add') else xs.append(0)
    return sum(xs)
def read(file): return sum(map(int, file.read().split()))
def turned(node):
    last = None
    while node is not None:
        node.next, last, node = last, node, node.next
    return last
class Stack:
    def __init__(self): self.top = None
    def push(self, node): node.next, self.top = self.top, node
def values(node): return [] if node is None else [node.value, *values(node.next)]
"""


@pytest.mark.parametrize("how", CHANGES)
@pytest.mark.parametrize("test", TESTS)
def test_an_object_that_was_changed_does_not_say_what_is_expected(
    pair: Pair, how: str, test: str
) -> None:
    judge = pair(CHANGES[how])
    assert judge.run_setup(SETUP).error is None
    assert failed(judge.run_cell(test, frozen=True))


@pytest.mark.parametrize(
    "test",
    [
        *(test for test in TESTS if "Slim" not in test and "Bag" not in test),
        "head = turned(Node(1, Node(2, Node(3))))\nassert values(head) == [3, 2, 1]",
        "stack = Stack()\nstack.push(Node(1))\nstack.push(Node(2))\nassert stack.top.next.value == 1",
    ],
)
def test_a_program_that_changes_what_it_was_lent_keeps_its_points(pair: Pair, test: str) -> None:
    judge = pair(HONEST)
    assert judge.run_setup(SETUP).error is None
    assert judge.run_cell(test, frozen=True).error is None
    assert judge.run_cell(test).error is None


def test_what_the_solution_does_to_it_is_found(pair: Pair) -> None:
    judge = pair(HONEST)
    assert judge.run_setup(SETUP).error is None
    assert judge.run_cell("summed(Table({'a': [1]}))").error is None
    assert not judge.arguments.changed
    assert judge.run_cell("total(Bag(1, 2))").error is None
    assert judge.arguments.changed
