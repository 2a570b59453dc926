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
    if type(value) is getattr(pandas, name, None) and name in _MOMENTS:
        return None if getattr(value, "tzinfo", None) else name
    if value is getattr(pandas, _MISSING.get(name, ""), False):
        return name
    if isinstance(value, pandas.Index):
        return "Index" if _may_travel(value, pandas) else None
    if type(value) is not getattr(pandas, name, None) or name not in CHANGEABLE:
        return None
    parts = [value] if name == "Series" else [value.columns, *(part for _, part in value.items())]
    return name if all(_may_travel(part, pandas) for part in (value.index, *parts)) else None


def _may_travel(values: Any, pandas: Any) -> bool:
    """Whether a column or an index travels by value: what is sparse, of periods, of Arrow stays where it is."""
    dtype = values.dtype
    if isinstance(dtype, pandas.CategoricalDtype):
        return _may_travel(dtype.categories, pandas)
    if isinstance(dtype, pandas.IntervalDtype):
        is_number = isinstance(dtype.subtype, np.dtype) and dtype.subtype.kind in "iuf"
        return is_number and isinstance(values, pandas.IntervalIndex)
    if isinstance(dtype, np.dtype) and dtype.kind in "biufcO":
        return True
    return str(dtype).startswith(_BY_TEXT) and "pyarrow" not in str(dtype)


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
    if isinstance(value, pandas.IntervalIndex):
        sides = [side.to_numpy() for side in (value.left, value.right)]
        return ["intervals", value.name, *sides, value.closed]
    return ["values", value.name, _column(value)]


def _column(values: Any) -> list[Any]:
    dtype = values.dtype
    if isinstance(dtype, np.dtype) and dtype.kind in "biufcO":
        return [dtype.str, values.to_numpy()]
    missing = values.isna()
    pandas = sys.modules["pandas"]
    if isinstance(dtype, pandas.CategoricalDtype):
        codes = pandas.Categorical(values).codes
        return ["category", [codes, pack(dtype.categories, "Index"), bool(dtype.ordered)]]
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
        "intervals": lambda left, right, closed: pandas.IntervalIndex.from_arrays(
            left, right, closed, name=name
        ),
    }
    return makers[shape](*rest)


def _values(column: Any) -> Any:
    pandas = sys.modules["pandas"]
    dtype, values = column
    if type(dtype) is not str:
        raise TypeError("a dtype that is no text")
    if isinstance(values, np.ndarray):
        return pandas.array(values, dtype=object) if values.dtype == object else values
    if dtype == "category":
        codes, categories, ordered = values
        return pandas.Categorical.from_codes(
            codes, unpack("Index", categories), ordered=ordered is True
        )
    if not dtype.startswith(_BY_TEXT):
        raise TypeError("an unknown dtype")
    return pandas.array(values, dtype=dtype)
