"""An iterator made before the loop over epochs: it gives one pass, and later epochs have no batch."""

import ast
import types
import weakref
from typing import Any

from autograder.audit import source
from autograder.audit.guard import guarded
from autograder.audit.places import Place, user_frame
from autograder.audit.record import Record
from autograder.audit.values import UnknownValueError, Values


@guarded
def generator_of(record: Record) -> None:
    """Remember an iterator, made before the loop over epochs, that the loop over batches goes through."""
    frame = user_frame()
    if frame is None or len(record.noted.generators) > 8:
        return
    place = Place(frame.f_code.co_filename, frame.f_lineno)
    around = source.loops_around(place)
    if len(around) < 2 or not isinstance(around[0], ast.For) or not isinstance(around[1], ast.For):
        return
    inner, outer = around[0], around[1]
    iterated = inner.iter
    if (
        isinstance(iterated, ast.Call)
        and ast.unparse(iterated.func) in ("enumerate", "tqdm")
        and iterated.args
    ):
        iterated = iterated.args[0]
    if not isinstance(iterated, ast.Name) or source.assigned(iterated.id, outer):
        return
    values = Values(frame)
    try:
        value = values.value(iterated)
        times = values.number(ast.parse(f"len({ast.unparse(outer.iter)})", mode="eval").body)
    except UnknownValueError:
        return
    finally:
        values.forget()
    if not isinstance(value, (types.GeneratorType, zip, map, enumerate, filter)):
        return
    inside = source.scope(outer)
    made = (
        [one for one in source.assigned(iterated.id, inside) if one.lineno < outer.lineno]
        if inside
        else []
    )
    leaves = any(
        isinstance(node, (ast.Break, ast.Return)) for part in outer.body for node in ast.walk(part)
    )
    if not made or leaves:
        return
    record.noted.generators[Place(place.file, made[-1].lineno)] = (
        outer.lineno,
        times,
        _used_up(record, value),
    )


def _used_up(record: Record, value: Any) -> Any:
    """Whether it has nothing left; of a zip or map that cannot be asked, whether one pass was all there was."""
    if isinstance(value, types.GeneratorType):
        ref = weakref.ref(value)

        def empty() -> bool:
            generator = ref()
            return generator is None or generator.gi_frame is None

        return empty
    return lambda: sum(feed.passes_begun for feed in record.trained) == 1
