"""Whatever bytes come in: a notebook of a known shape, or one plain reason why not."""

import copy
import functools
import json
from contextlib import suppress

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.grading.intake.reading import MAX_CELLS, UnreadableError, read_notebook


def as_bytes(*cells: object, **top: object) -> bytes:
    return json.dumps(
        {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | top
    ).encode()


CODE: dict[str, object] = {
    "cell_type": "code",
    "source": "x = 1",
    "metadata": {},
    "outputs": [],
    "execution_count": None,
    "id": "a",
}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"\0\0\0\0", "empty"),
        (b"  \n", "empty"),
        (as_bytes(CODE)[:-40], "breaks off"),
        (b'{"cells": [}', "broken at line 1"),
        (b"<!DOCTYPE html><html>sign in</html>", "web page"),
        (b"PK\x03\x04rest of it", "zip archive"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "not a notebook"),
        (b"import numpy as np\nprint(1)\n", "Python script"),
        (b"[1, 2]", "not a notebook"),
        (b'{"a": 1}', "has no cells"),
        (b'{"cells": 3}', "has no cells"),
        (as_bytes(), "has no cells"),
        (b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
        (as_bytes(*[CODE] * (MAX_CELLS + 1)), "too many cells: 10,001; at most 10,000"),
    ],
)
def test_says_in_plain_words_what_is_no_notebook(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read_notebook(raw)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_reads_any_byte_order_mark(encoding: str) -> None:
    notebook, notes = read_notebook(as_bytes(CODE).decode().encode(encoding))
    assert notebook.cells[0].source == "x = 1"
    assert bool(notes) == (encoding != "utf-8")


def test_reads_the_old_format_with_worksheets() -> None:
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": "old"},
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 2, "source": ["Squares"]},
                    {
                        "cell_type": "code",
                        "input": ["x = 1\n", "y = 2"],
                        "language": "python",
                        "outputs": [],
                    },
                ]
            }
        ],
    }
    notebook, notes = read_notebook(json.dumps(old).encode())
    assert [c.source for c in notebook.cells] == ["## Squares", "x = 1\ny = 2"]
    assert "format 3" in notes[0]
    nbformat.validate(notebook)


def test_leaves_out_cells_that_are_none_and_says_so() -> None:
    notebook, notes = read_notebook(
        as_bytes(CODE, 3, {"cell_type": "magic"}, {"cell_type": "code", "source": 5})
    )
    assert len(notebook.cells) == 1
    assert "3 cells" in notes[0]


def test_drops_outputs_and_what_a_student_says_about_the_grading() -> None:
    cell = CODE | {
        "outputs": [{"output_type": "stream"}],
        "metadata": {"autograder": {"outcome": "ok"}, "tags": ["x"]},
    }
    notebook, _ = read_notebook(as_bytes(cell, metadata={"autograder": {"notes": ["perfect"]}}))
    assert notebook.cells[0].outputs == []
    assert "autograder" not in notebook.cells[0].metadata
    assert "autograder" not in notebook.metadata


@pytest.mark.parametrize(
    "tags", [{"a": 1}, "x", ["a", "a"], ["a,b"], [3], [""], None, list(map(str, range(101)))]
)
def test_drops_tags_that_nbformat_does_not_allow(tags: object) -> None:
    notebook, _ = read_notebook(as_bytes(CODE | {"metadata": {"tags": tags}}))
    nbformat.validate(notebook)
    assert "tags" not in notebook.cells[0].metadata


DEEP = functools.reduce(lambda inner, _: [inner], range(800), [])
LONE = "\ud800"


@pytest.mark.parametrize(
    ("cell", "metadata"),
    [
        ({}, {"kernelspec": {"name": DEEP, "x": {"y": DEEP}}}),
        ({}, {"kernelspec": DEEP}),
        ({}, {"kernelspec": {"name": LONE, LONE: "x"}}),
        ({"metadata": {"nbgrader": {"grade_id": "t1", "points": DEEP}}}, {}),
        ({"metadata": {"nbgrader": {"grade_id": DEEP}}}, {}),
        ({"metadata": {"nbgrader": {"grade_id": LONE}}}, {}),
        ({"metadata": {"tags": [LONE]}}, {}),
        ({"cell_type": "markdown", "attachments": {LONE: {"image/png": "x"}}}, {}),
        ({"cell_type": "markdown", "attachments": {"a": {LONE: LONE, "image/png": DEEP}}}, {}),
    ],
)
def test_metadata_of_any_depth_and_text_can_be_copied_and_saved(
    cell: dict[str, object], metadata: dict[str, object]
) -> None:
    notebook, _ = read_notebook(as_bytes(CODE | cell, metadata=metadata))
    nbformat.validate(notebook)
    nbformat.writes(copy.deepcopy(notebook)).encode()


def test_of_countless_attachments_the_first_are_kept() -> None:
    many = {f"{number}.png": {"image/png": "x"} for number in range(1000)}
    cell = CODE | {"cell_type": "markdown", "attachments": many}
    notebook, _ = read_notebook(as_bytes(cell))
    assert list(notebook.cells[0].attachments) == list(many)[:100]


def test_of_what_a_cell_says_of_itself_its_name_alone_is_read() -> None:
    about = {"grade_id": "t1", "grade": True, "points": 99, "locked": False, "cell_type": "raw"}
    notebook, _ = read_notebook(
        as_bytes(
            CODE | {"metadata": {"nbgrader": about}},
            *[CODE | {"metadata": {"nbgrader": odd}} for odd in ({"grade_id": ["t1"]}, ["t1"], 3)],
        )
    )
    said = [cell.metadata.get("nbgrader") for cell in notebook.cells]
    assert said == [{"grade_id": "t1"}, None, None, None]


def test_gives_cells_with_the_same_id_ids_of_their_own() -> None:
    notebook, _ = read_notebook(as_bytes(CODE, CODE, CODE))
    assert len({cell.id for cell in notebook.cells}) == 3


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
odd_cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | json_values,
        "source": json_values,
        "metadata": json_values,
        "id": json_values,
        "outputs": json_values,
        "attachments": json_values,
    },
)


@settings(max_examples=200, deadline=None)
@given(cells=st.lists(odd_cells | json_values, max_size=4), metadata=json_values)
def test_any_json_is_a_valid_notebook_or_a_reason(cells: list[object], metadata: object) -> None:
    try:
        notebook, _ = read_notebook(json.dumps({"cells": cells, "metadata": metadata}).encode())
    except UnreadableError:
        return
    nbformat.validate(notebook)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_notebook_or_a_reason(raw: bytes) -> None:
    with suppress(UnreadableError):
        read_notebook(raw)
