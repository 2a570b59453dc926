"""Replace functions of a library while a run is watched, and put every one of them back.

No framework is imported here: where the user has not imported one yet, its hooks wait for that import.
"""

import functools
import importlib.util
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

Make = Callable[[Any], Any]
_ABSENT = object()


class Patches:
    """Replacements that are undone in the reverse order."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []

    def replace(self, owner: Any, name: str, make: Make) -> None:
        """Put ``make(old)`` in the place of ``owner.name``; an owner without the name is left alone."""
        own = owner.__dict__.get(name, _ABSENT)
        old = getattr(owner, name, None) if own is _ABSENT else own
        if old is None:
            return
        new = make(old)
        functools.update_wrapper(new, old)
        setattr(owner, name, new)

        def undo() -> None:
            if owner.__dict__.get(name) is not new:
                return  # somebody has replaced it since: theirs to keep
            if own is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, own)

        self._undo.append(undo)

    def after(self, undo: Callable[[], None]) -> None:
        """Call ``undo`` with the others."""
        self._undo.append(undo)

    def when_imported(self, module: str, act: Callable[[], None]) -> None:
        """Call ``act`` as soon as the user's program has imported ``module``; now, if it has."""
        if module in sys.modules:
            act()
            return
        finder = _Finder(module, act)
        sys.meta_path.insert(0, finder)
        self.after(finder.leave)

    def undo(self) -> None:
        """Put everything back."""
        while self._undo:
            self._undo.pop()()


class _Finder:
    """Finds one module as Python would, and acts after it has been executed.

    It stays until then: libraries ask for a spec without importing (``find_spec("accelerate")``).
    """

    def __init__(self, module: str, act: Callable[[], None]) -> None:
        self.module, self.act, self.asking = module, act, False

    def leave(self) -> None:
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name != self.module or self.asking:
            return None
        self.asking = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self.asking = False
        if spec is not None and spec.loader is not None:
            run = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                run(module)
                if self in sys.meta_path:
                    self.leave()
                    self.act()

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]  # of this one import
        return spec
