"""What the judge lends: for each kind of object the short list of what may be asked of it.

A test cell lends an object by passing it to the student's code. Nothing may be asked of it but what
its kind is listed with: functions may be called, iterators iterated, objects of classes that the
course defines used as those classes say. Of a library's object nothing may be asked unless it is
listed here: it travels as a copy where there is one (see `copies`), and a library's functions and
classes by name, so that they run where they are called.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import operator
import os
import random
import sqlite3
import sys
import types
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterator
from enum import Enum
from functools import _lru_cache_wrapper, partial
from typing import Any
from unittest.mock import NonCallableMock

import numpy as np

from autograder.grading.judge.both_sides.operations import special_methods

_CALLED = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type)
_METHODS = (types.BuiltinMethodType, types.MethodType, types.MethodWrapperType)
_SPOKEN = ("__repr__", "__str__", "__format__")
_GETTERS = (operator.itemgetter, operator.attrgetter, operator.methodcaller)
_OF_FUNCTIONS = ("__name__", "__qualname__", "__doc__", "__module__")  # what a decorator copies
_OF_MOCKS = (
    *("assert", "assret", "call", "mock_", "method_calls", "return_value", "side_effect"),
    *("reset_mock", "configure_mock", "attach_mock"),
)
_PLAIN = (
    *(list, tuple, dict, set, frozenset, deque, OrderedDict, defaultdict, Counter),
    *(str, bytes, bytearray, int, float, complex),
)
_FORMATTING = frozenset({"format", "format_map"})  # they look into what they format
# Their methods rest on what the class of the course itself says.
_MIXINS = ("collections.abc", "_collections_abc", "abc", "typing", "contextlib", "numbers", "enum")
_ITERATORS = (
    *(types.GeneratorType, map, filter, zip, enumerate, reversed),
    *(kind for kind in vars(itertools).values() if isinstance(kind, type)),
    *map(type, (iter([]), iter(()), iter({}), iter({}.values()), iter({}.items()), iter(set()))),
    *map(type, (iter(""), iter(b""), iter(range(0)), iter(range(2**64)), iter(deque()))),
    type(iter(int, 0)),
)
_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))
_FILES = (io.StringIO, io.BytesIO, io.TextIOWrapper, io.BufferedReader, io.BufferedWriter)
_OF_FILES = frozenset(
    [
        *("read", "readline", "readlines", "write", "writelines", "getvalue"),
        *("seek", "tell", "flush", "close", "closed", "readable", "writable"),
    ]
)
_DATABASES = (sqlite3.Connection, sqlite3.Cursor)
_OF_DATABASES = frozenset(
    [
        *("execute", "executemany", "executescript", "cursor", "commit", "close"),
        *("fetchone", "fetchmany", "fetchall", "description", "rowcount", "lastrowid", "arraysize"),
        *("total_changes", "in_transaction", "connection"),
    ]
)
_RANDOM = (np.random.Generator, np.random.RandomState, random.Random)
_DRAWS = frozenset(
    name
    for kind in _RANDOM
    for name in dir(kind)
    if not name.startswith(("_", "bit_generator", "spawn", "seed", "getstate", "setstate"))
) - {"get_state", "set_state"}


class Lending:
    """The lists. `release` is the folder whose modules are the course's own, beside this package."""

    def __init__(self, release: str) -> None:
        self._release = os.path.join(os.path.realpath(release), "")

    def special_methods(self, thing: Any) -> list[str]:
        """The special methods that may be used on an object."""
        if self.may_be_called(thing):
            return ["__call__"]
        listed = [*special_methods(type(thing)), "__eq__", "__ne__", "__hash__", *_SPOKEN]
        if isinstance(thing, NonCallableMock):
            return listed
        copied = ["__copy__", "__deepcopy__"] if self.is_ours(type(thing).__module__) else []
        return copied + [name for name in listed if self._may_use(thing, name)]

    def may_be_called(self, thing: Any) -> bool:
        """Whether an object may be called."""
        if isinstance(thing, partial):
            return self.may_be_called(thing.func)
        if isinstance(thing, _lru_cache_wrapper):
            return self.may_be_called(thing.__wrapped__)
        if isinstance(thing, NonCallableMock):
            return callable(thing)
        if isinstance(thing, _METHODS) and not isinstance(thing.__self__, types.ModuleType):
            return self._is_method_lent(thing)
        if isinstance(thing, _CALLED):
            return self.is_ours(thing.__module__)
        return isinstance(thing, _GETTERS) or self._defines(thing, "__call__")

    def _is_method_lent(self, method: Any) -> bool:
        function = getattr(method, "__func__", None)
        if function is not None and self.is_ours(getattr(function, "__module__", None)):
            return True
        name = method.__name__
        if name.startswith("__"):
            return self._may_use(method.__self__, name)
        if type(method.__self__) in _PLAIN:
            return name not in _FORMATTING
        return self.may_be_read(method.__self__, name)

    def _may_use(self, thing: Any, name: str) -> bool:
        """Whether a special method of an object that is no function may be used."""
        if isinstance(thing, _ITERATORS):
            return name in ("__iter__", "__next__")
        if isinstance(thing, _VIEWS):
            return name in ("__iter__", "__len__", "__contains__", "__reversed__")
        if isinstance(thing, (*_FILES, *_DATABASES)):
            return name in ("__iter__", "__next__", "__enter__", "__exit__")
        return self._defines(thing, name)

    def may_be_read(self, thing: Any, name: Any) -> bool:
        """Whether an attribute may be read, or the method of that name called."""
        if type(name) is not str:
            return False
        if isinstance(thing, types.FunctionType):
            return name in _OF_FUNCTIONS
        if name.startswith("_") or isinstance(thing, type | BaseException):
            return False
        if isinstance(thing, NonCallableMock):
            return self._is_of_a_mock(thing, name)
        if isinstance(thing, _FILES) and name in _OF_FILES:
            return True
        if isinstance(thing, _DATABASES) and name in _OF_DATABASES:
            return True
        return self._defines(thing, name)

    def may_be_set(self, thing: Any, name: Any) -> bool:
        """Whether an attribute may be set or deleted: not on what is called, for it counts the calls."""
        if type(name) is not str or name.startswith("_") or not _is_of_the_test(thing):
            return False
        if callable(getattr(thing, name, None)):
            return False
        return self._defines(thing, name) or not hasattr(thing, name)

    def may_set_items(self, thing: Any) -> bool:
        """Whether items may be set or deleted."""
        return _is_of_the_test(thing) and self._defines(thing, "__setitem__")

    def is_by_name(self, thing: Any) -> bool:
        """Whether this is a library's function or class, which the other side has, too."""
        if not isinstance(thing, (*_CALLED, np.ufunc, type(np.mean))):
            return False
        module, name = place_of(thing)
        return (
            module in sys.modules
            and not self.is_ours(module)
            and getattr(sys.modules[module], name, None) is thing
        )

    def is_copied(self, thing: Any) -> bool:
        """Whether this is an object of a library's class of which nothing is listed."""
        family = type(thing)
        listed = isinstance(
            thing, (NonCallableMock, *_ITERATORS, *_VIEWS, *_FILES, *_DATABASES, *_RANDOM)
        )
        lent = listed or family.__module__ == "builtins" or self.may_be_called(thing)
        return not lent and self.is_by_name(family)

    def is_ours(self, module: Any) -> bool:
        """Whether a module is the course's: this package, the release's, or the test cells themselves."""
        if type(module) is not str:
            return False
        top = module.partition(".")[0]
        if top in ("__main__", "autograder"):
            return True
        file = getattr(sys.modules.get(top), "__file__", None)
        path = os.path.realpath(file) if file else ""
        return path.startswith(self._release) and not path.startswith(_LIBRARIES)

    def _is_of_a_mock(self, mock: Any, name: str) -> bool:
        if name.startswith(_OF_MOCKS):
            return False
        wrapped = vars(mock).get("_mock_wraps")
        return wrapped is None or self.may_be_read(wrapped, name)

    def _defines(self, thing: Any, name: str) -> bool:
        """Whether it is the course's own code, or a plain type below it, that gives this attribute."""
        family = type(thing)
        if not isinstance(thing, (Enum, *_RANDOM)) and not self.is_ours(family.__module__):
            return False
        if name in _own_attributes(thing) and not name.startswith("__"):
            return True
        for kind in family.__mro__:
            if name in vars(kind):
                return self._may_inherit(kind, name)
        return any("__getattr__" in vars(kind) for kind in family.__mro__ if kind is not object)

    def _may_inherit(self, kind: type, name: str) -> bool:
        if kind in _RANDOM or kind in (np.random.RandomState, *random.Random.__mro__[:-1]):
            return name in _DRAWS
        if kind in _PLAIN:
            return name not in _FORMATTING
        return self.is_ours(kind.__module__) or kind.__module__ in _MIXINS


def _is_of_the_test(thing: Any) -> bool:
    return type(thing).__module__ == "__main__" and not callable(thing)


def _own_attributes(thing: Any) -> Iterator[str]:
    """The names in the object's own dictionary; nothing of its own code runs."""
    with contextlib.suppress(AttributeError):
        yield from object.__getattribute__(thing, "__dict__")


def place_of(thing: Any) -> tuple[str, str]:
    """Module and name of a function or class, as they were when it was defined."""
    if isinstance(thing, np.ufunc):
        return "numpy", thing.__name__
    return str(getattr(thing, "__module__", "")), str(getattr(thing, "__name__", ""))


_LIBRARIES = tuple(
    os.path.join(os.path.realpath(path), "")
    for path in {sys.prefix, sys.base_prefix, os.path.dirname(os.__file__)}
)
