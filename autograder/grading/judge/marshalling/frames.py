"""pandas objects on the wire: frames, series and indexes as names and columns of plain values.

pandas is imported where such an object arrives: the sender has it, and what has arrived is no program.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

CHANGEABLE = ("DataFrame", "Series")
_MOMENTS = ("Timestamp", "Timedelta")
_MISSING = {"NaTType": "NaT", "NAType": "NA"}
KINDS = (*CHANGEABLE, "Index", *_MOMENTS, *_MISSING)
_BY_TEXT = (
    "category",
    "string",
    "str",
    "Int",
    "UInt",
    "Float",
    "boolean",
    "datetime64",
    "timedelta64",
)


def kind_of(value: Any) -> str | None:
    """The kind of a pandas object of exactly one of pandas' own classes, else None."""
    pandas = sys.modules.get("pandas")
    if pandas is None or type(value).__module__.partition(".")[0] != "pandas":
        return None
    name = type(value).__name__
    if type(value) is getattr(pandas, name, None) and name in (*CHANGEABLE, *_MOMENTS):
        return None if getattr(value, "tzinfo", None) else name
    if value is getattr(pandas, _MISSING.get(name, ""), False):
        return name
    return "Index" if isinstance(value, pandas.Index) else None


def pack(value: Any, kind: str) -> list[Any]:
    """The parts of a pandas object as plain values."""
    if kind == "DataFrame":
        columns = [_column(value.iloc[:, i]) for i in range(value.shape[1])]
        return [pack(value.columns, "Index"), pack(value.index, "Index"), columns]
    if kind == "Series":
        return [value.name, pack(value.index, "Index"), _column(value)]
    if kind in _MOMENTS:
        return [value.isoformat()]
    if kind in _MISSING:
        return []
    pandas = sys.modules["pandas"]
    if isinstance(value, pandas.RangeIndex):
        return ["range", value.name, value.start, value.stop, value.step]
    if isinstance(value, pandas.MultiIndex):
        return ["multi", list(value.names), value.tolist()]
    return ["values", value.name, _column(value)]


def _column(values: Any) -> list[Any]:
    dtype = values.dtype
    if isinstance(dtype, np.dtype) and dtype.kind in "biufcO":
        return [dtype.str, values.to_numpy()]
    missing = values.isna()
    pandas = sys.modules["pandas"]
    return [
        str(dtype),
        [
            None if gone else _plain(item, pandas)
            for item, gone in zip(values, missing, strict=True)
        ],
    ]


def _plain(item: Any, pandas: Any) -> Any:
    if isinstance(item, pandas.Timestamp | pandas.Timedelta):
        return item.isoformat()
    return item.item() if isinstance(item, np.generic) else item


def unpack(kind: Any, parts: Any) -> Any:
    """The pandas object made of such parts; ValueError, TypeError or KeyError for other parts."""
    pandas = importlib.import_module("pandas")
    if kind == "Series":
        name, index, column = parts
        return pandas.Series(_values(column), index=unpack("Index", index), name=name)
    if kind == "Index":
        return _index(parts)
    if kind in _MOMENTS:
        return getattr(pandas, kind)(*parts)
    if kind in _MISSING:
        return getattr(pandas, _MISSING[kind])
    columns, index, values = parts
    rows = unpack("Index", index)
    table = {i: pandas.Series(_values(column), index=rows) for i, column in enumerate(values)}
    frame = pandas.DataFrame(table, index=rows)
    frame.columns = unpack("Index", columns)
    return frame


def _index(parts: Any) -> Any:
    pandas = sys.modules["pandas"]
    shape, name, *rest = parts
    makers: dict[str, Callable[..., Any]] = {
        "range": lambda start, stop, step: pandas.RangeIndex(start, stop, step, name=name),
        "multi": lambda items: pandas.MultiIndex.from_tuples(items, names=name),
        "values": lambda column: pandas.Index(_values(column), name=name),
    }
    return makers[shape](*rest)


def _values(column: Any) -> Any:
    pandas = sys.modules["pandas"]
    dtype, values = column
    if type(dtype) is not str:
        raise TypeError("a dtype that is no text")
    if isinstance(values, np.ndarray):
        return pandas.array(values, dtype=object) if values.dtype == object else values
    if not dtype.startswith(_BY_TEXT):
        raise TypeError("an unknown dtype")
    return pandas.array(values, dtype=dtype)
