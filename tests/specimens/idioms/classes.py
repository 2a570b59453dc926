"""The student's classes and the test's own."""

from tests.specimens.idioms.idiom import NUMPY, idiom

CLASSES = [
    idiom(
        "a class instantiated",
        """
        class Account:
            bank = 'First'
            def __init__(self, owner, balance=0):
                self.owner, self.balance = owner, balance
            def deposit(self, amount):
                self.balance += amount
                return self
        """,
        """
        class Account:
            bank = 'First'
            def __init__(self, owner, balance=0):
                self.owner, self.balance = owner, 0
            def deposit(self, amount):
                pass
        """,
        """
        assert isinstance(Account, type) and Account.__name__ == 'Account' and Account.bank == 'First'
        a = Account('Ada', 5)
        assert hasattr(a, 'deposit') and callable(a.deposit) and not hasattr(a, 'withdraw')
        assert hasattr(Account, 'deposit') and not hasattr(Account, 'withdraw')
        a.deposit(3).deposit(2)
        a.balance += 1
        assert a.balance == 11 and a.owner == 'Ada'
        assert isinstance(a, Account) and type(a) is Account and type(a).__name__ == 'Account'
        """,
    ),
    idiom(
        "inheritance",
        """
        class Shape:
            def area(self): return 0
        class Square(Shape):
            def __init__(self, s): self.s = s
            def area(self): return self.s ** 2
        """,
        """
        class Shape:
            def area(self): return 0
        class Square:
            def __init__(self, s): self.s = s
            def area(self): return self.s ** 2
        """,
        "assert issubclass(Square, Shape) and isinstance(Square(2), Shape) and Square(3).area() == 9",
    ),
    idiom(
        "special methods",
        """
        class Vector:
            def __init__(self, *xs): self.xs = list(xs)
            def __add__(self, other): return Vector(*(a + b for a, b in zip(self.xs, other.xs)))
            def __mul__(self, k): return Vector(*(k * a for a in self.xs))
            def __rmul__(self, k): return self * k
            def __eq__(self, other): return isinstance(other, Vector) and self.xs == other.xs
            def __hash__(self): return hash(tuple(self.xs))
            def __len__(self): return len(self.xs)
            def __getitem__(self, i): return self.xs[i]
            def __setitem__(self, i, x): self.xs[i] = x
            def __contains__(self, x): return x in self.xs
            def __iter__(self): return iter(self.xs)
            def __repr__(self): return f'Vector{tuple(self.xs)}'
            def __lt__(self, other): return self.xs < other.xs
            def __bool__(self): return any(self.xs)
            def __call__(self, i): return self.xs[i]
        """,
        """
        class Vector:
            def __init__(self, *xs): self.xs = list(xs)
            def __add__(self, other): return self
            def __len__(self): return 2
        """,
        """
        a, b = Vector(1, 2), Vector(3, 4)
        assert a + b == Vector(4, 6) and a + b != a and (a * 2).xs == [2, 4] and 3 * a == Vector(3, 6)
        assert len(a) == 2 and a[1] == 2 and list(a) == [1, 2] and 2 in a and 5 not in a
        assert repr(a) == str(a) == 'Vector(1, 2)' and f'{a}' == 'Vector(1, 2)'
        a[0] = 7
        assert a(0) == 7 and b < a and sorted([a, b])[0] is b and not Vector(0, 0) and len({a, b}) == 2
        assert a != 7 and not a == [7, 2]
        """,
    ),
    idiom(
        "an object of the test's own",
        "def fill(cup):\n    cup.level += 1\n    cup.note('filled')\n    return cup",
        "def fill(cup):\n    return None",
        """
        class Cup:
            def __init__(self):
                self.level, self.notes = 0, []
            def note(self, text):
                self.notes.append(text)
        cup = Cup()
        assert fill(cup) is cup and cup.level == 1 and cup.notes == ['filled']
        """,
    ),
    idiom(
        "records: dataclass, named tuple, enum",
        """
        from collections import namedtuple
        from dataclasses import dataclass
        from enum import Enum
        Point = namedtuple('Point', 'x y')
        @dataclass
        class Item:
            name: str
            price: float = 1.0
        class Color(Enum):
            RED = 1
        """,
        "def Point(x, y): return [x, y]\ndef Item(n): return n\nclass Color: RED = 1",
        """
        p = Point(1, 2)
        assert p.x == 1 and p[1] == 2 and list(p) == [1, 2]
        assert Item('pen') == Item('pen', 1.0) and Item('pen') != Item('ink') and Item('a').price == 1.0
        assert Color.RED.value == 1 and Color['RED'] is Color.RED and Color(1) is Color.RED
        """,
    ),
    idiom(
        "a class of the test that derives from the student's",
        """
        class Shape:
            def __init__(self, name): self.name = name
            def area(self): raise NotImplementedError
            def describe(self): return f'{self.name} of {self.area()}'
            def double(self): return 2 * self.area()
        """,
        """
        class Shape:
            def __init__(self, name): self.name = name
            def area(self): return 0
            def describe(self): return f'{self.name} of 0'
            def double(self): return 0
        """,
        """
        class Probe(Shape):
            sides = 4
            calls = 0
            def __init__(self, side):
                super().__init__('probe')
                self.side = side
            def area(self):
                Probe.calls += 1
                return self.side ** 2
            def describe(self):
                return super().describe() + '!'
            @property
            def half(self): return self.side / 2
            @staticmethod
            def unit(): return 'cm'
            @classmethod
            def make(cls): return cls(1)
        p = Probe(3)
        assert isinstance(p, Shape) and issubclass(Probe, Shape) and type(p) is Probe
        assert p.describe() == 'probe of 9!' and p.double() == 18 and Probe.calls == 2
        assert p.half == 1.5 and p.sides == 4 and p.unit() == 'cm' and Probe.make().side == 1
        assert Shape('plain').name == 'plain' and not isinstance(Shape('plain'), Probe)
        """,
    ),
    idiom(
        "a named tuple as result",
        """
        from collections import namedtuple
        Point = namedtuple('Point', 'x y')
        def origin(): return Point(1, 2)
        """,
        "def origin(): return [1, 3]\nPoint = list",
        """
        p = origin()
        x, y = p
        assert isinstance(p, tuple) and p.x == x == 1 and p[1] == 2 and p[-1] == 2 and len(p) == 2
        assert p == (1, 2) and (1, 2) == p and not p != (1, 2) and p != (2, 1) and p < (1, 3)
        assert [p] == [(1, 2)] and p in {(1, 2)} and {p: 'here'}[1, 2] == 'here' and p + (3,) == (1, 2, 3)
        assert p._asdict() == {'x': 1, 'y': 2} and repr(p) == 'Point(x=1, y=2)' and p == Point(1, 2)
        np.testing.assert_allclose(p, [1, 2])
        """,
        NUMPY,
    ),
    idiom(
        "containers of the student's own classes as results",
        """
        from collections import Counter, defaultdict
        class Stack(list):
            def push(self, x):
                self.append(x)
                return self
        class Table(dict):
            pass
        class Word(str):
            pass
        def make(): return Stack([1]).push(2), Table(a=1), Counter('aab'), Word('hi')
        def groups(xs):
            found = defaultdict(list)
            for x in xs:
                found[len(x)].append(x)
            return found
        """,
        """
        class Stack(list):
            def push(self, x): return self
        def make(): return Stack([1]).push(2), {}, {}, ''
        def groups(xs): return {}
        """,
        """
        from collections import Counter
        stack, table, counts, word = make()
        assert stack == [1, 2] and isinstance(stack, list) and stack.push(3) == [1, 2, 3] and stack[2] == 3
        assert Stack() == [] and Stack().push(7) == [7] and len(stack) == 3
        assert table == {'a': 1} and isinstance(table, dict) and dict(table) == {'a': 1}
        assert counts == Counter('aab') == {'a': 2, 'b': 1} and counts.most_common(1) == [('a', 2)]
        assert word == 'hi' and word + '!' == 'hi!' and isinstance(word, str) and {'hi': 1}[word] == 1
        assert groups(['a', 'b', 'cc']) == {1: ['a', 'b'], 2: ['cc']} and groups([])[5] == []
        """,
    ),
    idiom(
        "data classes looked into",
        """
        from dataclasses import dataclass, field
        @dataclass
        class Item:
            name: str
            price: float = 1.0
            tags: list = field(default_factory=list)
        @dataclass(frozen=True, order=True)
        class Version:
            major: int
        def cheapest(): return Item('pen')
        """,
        """
        class Item:
            def __init__(self, name, price=1.0): self.name, self.price, self.tags = name, price, []
        class Version:
            def __init__(self, major): self.major = major
        def cheapest(): return Item('pen')
        """,
        """
        import dataclasses
        assert dataclasses.is_dataclass(Item) and dataclasses.is_dataclass(cheapest())
        assert [f.name for f in dataclasses.fields(Item)] == ['name', 'price', 'tags']
        assert dataclasses.fields(Item)[0].type is str and dataclasses.fields(Item)[1].default == 1.0
        assert dataclasses.asdict(cheapest()) == {'name': 'pen', 'price': 1.0, 'tags': []}
        assert dataclasses.astuple(cheapest()) == ('pen', 1.0, []) and cheapest() == Item('pen')
        assert dataclasses.replace(cheapest(), price=2.0).price == 2.0
        assert Version(1) < Version(2) and len({Version(1), Version(1)}) == 1
        with pytest.raises(dataclasses.FrozenInstanceError):
            Version(1).major = 2
        """,
        "import pytest\n",
    ),
    idiom(
        "what the student's objects hold, changed by the test",
        """
        class Cart:
            def __init__(self): self.items, self.grid = [], [[0, 0], [0, 0]]
            def total(self): return sum(self.items)
            def corner(self): return self.grid[0][0]
            def listed(self): return list(self.items)
        stock = {'pen': 1}
        def count(name): return stock.get(name, 0)
        """,
        """
        class Cart:
            def __init__(self): self.items, self.grid = [], [[0, 0], [0, 0]]
            def total(self): return 0
            def corner(self): return 0
            def listed(self): return self.items
        stock = {'pen': 1}
        def count(name): return 1
        """,
        """
        cart = Cart()
        cart.items.append(3)
        cart.items.append(4)
        assert cart.total() == 7
        cart.grid[0][0] = 5
        assert cart.corner() == 5 and cart.grid == [[5, 0], [0, 0]]
        cart.listed().append(100)
        assert cart.total() == 7, 'the cart hands out its own list'
        stock['ink'] = 4
        assert count('ink') == 4
        """,
    ),
    idiom(
        "what set-up cells give",
        """
        def build(n):
            head = None
            for i in range(n):
                head = Node(i, head)
            return head
        def length(node):
            count = 0
            while isinstance(node, Node):
                node, count = node.next, count + 1
            return count
        def check(node):
            if node is None:
                raise Empty('no node')
        """,
        "def build(n): return None\ndef length(node): return 0\ndef check(node): pass",
        """
        assert isinstance(build(1), Node) and build(1) == Node(0, None) and build(2).next.value == 0
        assert length(Node(1, Node(2, None))) == 2 and length(build(3)) == 3
        with pytest.raises(Empty, match='no node'):
            check(None)
        """,
        """
        import pytest
        from dataclasses import dataclass
        class Empty(ValueError): pass
        @dataclass
        class Node:
            value: int
            next: object
        """,
    ),
    idiom(
        "an enumeration that a set-up cell gives",
        """
        def next_light(light):
            return {Light.RED: Light.GREEN, Light.GREEN: Light.RED}[light]
        def all_lights(): return [Light.RED, Light.GREEN]
        """,
        "def next_light(light): return light\ndef all_lights(): return ['RED', 'GREEN']",
        """
        assert next_light(Light.RED) is Light.GREEN and next_light(Light.GREEN) == Light.RED
        assert all_lights() == list(Light) and isinstance(all_lights()[0], Light)
        """,
        """
        from enum import Enum
        class Light(Enum):
            RED = 1
            GREEN = 2
        """,
    ),
]
