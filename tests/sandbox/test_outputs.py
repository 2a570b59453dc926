"""From messages to outputs: nbformat's shapes, and no more than the allowance."""

from typing import Any

import nbformat
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.contract.limits import Limits
from autograder.grading.sandbox.grader_side.outputs import MAX_NOTEBOOK, MAX_OUTPUTS, Outputs
from autograder.grading.sandbox.grader_side.widgets import MIME

LIMITS = Limits(output=1000, rich_output=5000)


def display(data: Any, kind: str = "display_data", **rest: Any) -> dict[str, Any]:
    return {"type": kind, "content": {"data": data, "metadata": {}, **rest}}


def valid(outputs: Outputs) -> bool:
    notebook = new_notebook(cells=[new_code_cell("x", outputs=outputs.cell)])
    nbformat.validate(nbformat.from_dict(notebook))
    return True


def test_text_is_merged_by_stream_and_cut_at_the_limit() -> None:
    outputs = Outputs(LIMITS)
    for name, text in (("stdout", "a"), ("stdout", "b"), ("stderr", "c"), ("stdout", "d" * 5000)):
        outputs.text(name, text)
    outputs.text("stdout", "more")
    assert [o["name"] for o in outputs.cell] == ["stdout", "stderr", "stdout"]
    assert outputs.cell[0]["text"] == "ab"
    assert sum(len(o["text"]) for o in outputs.cell) < 1100
    assert "cut after 1,000 characters" in outputs.cell[-1]["text"]
    assert valid(outputs)


def test_rich_output_beyond_the_allowance_is_dropped() -> None:
    outputs = Outputs(LIMITS)
    for _ in range(10):
        outputs.message(display({"text/html": "x" * 1000}))
    assert len(outputs.cell) == 6
    assert outputs.cell[-1]["text"] == "\n[not shown: this cell displays more than 5,000 bytes]\n"
    result = display({"text/plain": "2.5"}, "execute_result")
    outputs.message(result)
    outputs.message(result)
    assert [o["output_type"] for o in outputs.cell[6:]] == ["execute_result"]  # points rest on it
    outputs.begin()
    outputs.message(display({"text/html": "y"}))
    assert len(outputs.cell) == 1


def test_updates_reach_displays_of_earlier_cells() -> None:
    outputs = Outputs(LIMITS)
    outputs.message(display({"text/plain": "old"}, transient={"display_id": "a"}))
    first = outputs.cell
    outputs.begin()
    update = display({"text/plain": "new"}, "update_display_data", transient={"display_id": "a"})
    outputs.message(update)
    assert first[0]["data"] == {"text/plain": "new"}
    assert outputs.cell == []


def error(size: int) -> dict[str, Any]:
    content = {"ename": "ValueError", "evalue": "x" * size, "traceback": ["y" * size]}
    return {"type": "error", "content": content}


def kept(outputs: Outputs) -> int:
    return len(str(outputs.cell))


def test_errors_count_as_text() -> None:
    outputs = Outputs(LIMITS)
    for _ in range(50):
        outputs.message(error(100))
    assert (
        len(outputs.cell) == 5
    )  # the last one beyond the allowance: whether it failed must be seen
    outputs.error("LimitReached", "the grader's own word is kept")
    assert outputs.cell[-1]["ename"] == "LimitReached"


def test_metadata_counts_as_rich_output() -> None:
    outputs = Outputs(LIMITS)
    for _ in range(50):
        message = display({"text/plain": "x"})
        message["content"]["metadata"] = {"a": "x" * 1000}
        outputs.message(message)
    assert kept(outputs) < 6000


def test_streams_in_turns_make_few_outputs_and_lose_nothing() -> None:
    outputs = Outputs(Limits(output=100_000))
    for _ in range(5000):
        outputs.text("stdout", "a")
        outputs.text("stderr", "b")
    assert len(outputs.cell) == MAX_OUTPUTS
    assert sum(len(o["text"]) for o in outputs.cell) == 10_000


@pytest.mark.parametrize("kind", ["stream", "display_data", "error"])
def test_all_cells_together_have_an_allowance_and_tests_are_beyond_it(kind: str) -> None:
    outputs = Outputs(Limits())
    messages = {
        "stream": {"type": "stream", "content": {"name": "stdout", "text": "x" * 900_000}},
        "display_data": display({"text/html": "x" * 900_000}),
        "error": error(45_000),
    }
    notebook = 0
    for _ in range(100):
        outputs.begin()
        for _ in range(10):
            outputs.message(messages[kind])
        notebook += kept(outputs)
    assert notebook < 1.1 * MAX_NOTEBOOK
    outputs.begin(test=True)
    outputs.message({"type": "stream", "content": {"name": "stdout", "text": "a verdict"}})
    outputs.message(display({"application/json": 1}))
    assert [o["output_type"] for o in outputs.cell] == ["stream", "display_data"]


@pytest.mark.parametrize("wait", [False, True])
def test_clear_output(wait: bool) -> None:
    outputs = Outputs(LIMITS)
    outputs.text("stdout", "before")
    outputs.message({"type": "clear_output", "content": {"wait": wait}})
    assert (outputs.cell == []) is not wait
    outputs.text("stdout", "after")
    assert [o["text"] for o in outputs.cell] == ["after"]


def test_widgets_leave_their_state() -> None:
    outputs = Outputs(LIMITS)
    state = {"_model_name": "IntSliderModel", "_model_module": "@jupyter-widgets/controls"}
    opened = {"comm_id": "c", "target_name": "jupyter.widget", "data": {"state": state}}
    outputs.message({"type": "comm_open", "content": opened})
    moved = {"comm_id": "c", "data": {"method": "update", "state": {"value": 3}}}
    outputs.message({"type": "comm_msg", "content": moved})
    states = outputs.widget_state()
    assert states is not None
    assert states[MIME]["state"]["c"]["state"]["value"] == 3


CONTROLS = "@jupyter-widgets/controls"


@pytest.mark.parametrize(
    "state",
    [
        {"_model_name": "AnyModel", "_model_module": "anywidget", "_esm": "alert(1)"},
        {"_model_name": "HTMLModel", "_model_module": CONTROLS, "value": "<img onerror=alert(1)>"},
        {"_model_name": "LabelModel", "_model_module": CONTROLS, "_view_name": "HTMLView"},
        {"_model_name": "LabelModel", "_model_module": CONTROLS, "_view_module": "anywidget"},
        {"_model_name": "OutputModel", "_model_module": "@jupyter-widgets/output"},
        {"_model_name": ["LabelModel"], "_model_module": CONTROLS},
        {"_model_name": "LabelModel", "_model_module": {}},
    ],
    ids=str,
)
def test_a_widget_that_could_run_a_script_leaves_no_state(state: dict[str, Any]) -> None:
    outputs = Outputs(LIMITS)
    opened = {"comm_id": "c", "target_name": "jupyter.widget", "data": {"state": state}}
    outputs.message({"type": "comm_open", "content": opened})
    assert outputs.widget_state() is None


def test_the_description_of_a_widget_is_text() -> None:
    outputs = Outputs(LIMITS)
    state = {"_model_name": "ButtonModel", "_model_module": CONTROLS}
    state |= {"description": "<b>", "description_allow_html": True}
    opened = {"comm_id": "c", "target_name": "jupyter.widget", "data": {"state": state}}
    outputs.message({"type": "comm_open", "content": opened})
    states = outputs.widget_state()
    assert states is not None
    assert states[MIME]["state"]["c"]["state"]["description_allow_html"] is False


@pytest.mark.parametrize("count", [-1, True, "1", 1.5])
def test_a_count_that_nbformat_refuses_is_none(count: Any) -> None:
    outputs = Outputs(LIMITS)
    content = {"data": {"text/plain": "1"}, "metadata": {}, "execution_count": count}
    outputs.message({"type": "execute_result", "content": content})
    assert outputs.cell[0]["execution_count"] is None


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text/plain", "data", "x/y+json", "application/x+json", "text"]), inner
        )
    ),
    max_leaves=8,
)
KINDS = """stream error display_data execute_result update_display_data clear_output
comm_open comm_msg nonsense"""
FIELDS = """name text data metadata transient ename evalue traceback wait execution_count
comm_id target_name"""
kinds, fields = st.sampled_from(KINDS.split()), st.sampled_from(FIELDS.split())


@example([("execute_result", {"execution_count": False})])
@given(st.lists(st.tuples(kinds, anything | st.dictionaries(fields, anything))))
def test_whatever_arrives_the_notebook_stays_valid(messages: list[tuple[str, Any]]) -> None:
    outputs = Outputs(LIMITS)
    for kind, content in messages:
        outputs.message({"type": kind, "content": content})
    assert valid(outputs)
