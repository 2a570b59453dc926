"""The outputs of an executed notebook's test cells, made safe to score.

nbgrader scores a test cell by its outputs: any error or anything on stderr is 0, a number is that
many points, no output at all is full marks. That rule gives full marks to ``nan``, to ``None`` and to
a cell that never ran, and 0 to correct code that warned. Settling removes those traps, so that
nbgrader's own ``determine_grade`` says the right thing.
"""

import math
import re

from nbformat.notebooknode import NotebookNode

from autograder.grading.contract.cells import is_test
from autograder.grading.contract.execution import NOT_RUN, REFUSED
from autograder.grading.contract.facts import CellFacts

NO_NUMBER = "NoNumber"
_NUMPY_SCALAR = re.compile(r"^np\.\w+\((.+)\)$")


def settle(notebook: NotebookNode) -> list[str]:
    """Make the outputs of every autograded test cell say its score and nothing else; notes on odd ones.

    Works in place. Warnings and prints cost nothing; a cell that did not run gets no points; a result
    that is no number in [0, points] is settled as nbgrader's rule means it, or as none where the
    solution makes a number of points (`scored`).
    """
    notes = []
    for cell in notebook.cells:
        if not is_test(cell):
            continue
        noise = ("stream", "display_data")
        cell.outputs = [o for o in cell.outputs if o.output_type not in noise]
        if (reason := _unfinished(cell)) and not any(
            o.output_type == "error" for o in cell.outputs
        ):
            cell.outputs = [_error(NOT_RUN, reason)]
        results = [o for o in cell.outputs if o.output_type == "execute_result"]
        notes += [note for output in results if (note := _settle_result(output, cell))]
        cell.outputs = [o for o in cell.outputs if not o.get("metadata", {}).get("autograder_drop")]
        facts = CellFacts.of(cell)
        if facts is not None and facts.scored and not cell.outputs:
            cell.outputs = [_error(NO_NUMBER, "This test made no number of points of the answer.")]
        if facts is not None and facts.outcome == REFUSED:
            notes.append(f"{cell.metadata.nbgrader['grade_id']}: {facts.message}")
    return notes


def numbered(notebook: NotebookNode) -> frozenset[str]:
    """The test cells that end with a number of points, by grade_id; of a notebook not yet settled."""
    return frozenset(
        cell.metadata.nbgrader["grade_id"]
        for cell in notebook.cells
        if is_test(cell)
        for output in cell.outputs
        if output.output_type == "execute_result"
        and (value := _shown(output)) is not None
        and 0 <= value <= float(cell.metadata.nbgrader["points"])
    )


def _unfinished(cell: NotebookNode) -> str:
    """Why a cell has no verdict; nbgrader would give full marks to one that says nothing."""
    facts = CellFacts.of(cell)
    if facts is None:
        run = cell.get("execution_count") is not None or not cell.source.strip()
        return "" if run or cell.outputs else "This cell did not run."
    return {
        "limit": "This cell was stopped at a limit.",
        "died": "The program ended while this cell ran.",
        "not run": "This cell did not run: the program had ended before.",
        "error": "This cell stopped with an error.",
        "grader error": "The grader failed at this cell.",
        REFUSED: facts.message,
    }.get(facts.outcome, "")


def _error(name: str, text: str) -> NotebookNode:
    return NotebookNode(output_type="error", ename=name, evalue=text, traceback=[f"{name}: {text}"])


def _settle_result(output: NotebookNode, cell: NotebookNode) -> str | None:
    """Turn a last expression's value into a score within the cell's points, or mark it as no score."""
    points = float(cell.metadata.nbgrader["points"])
    value = _shown(output)
    if value is None:
        output.metadata["autograder_drop"] = True
        return None
    name = cell.metadata.nbgrader["grade_id"]
    if not 0 <= value <= points:
        output["data"]["text/plain"] = repr(min(max(value, 0.0), points))
        return f"{name} gave {value:g} of {points:g} points; it was held to that range."
    output["data"]["text/plain"] = repr(value)
    return None


def _shown(output: NotebookNode) -> float | None:
    text = output.get("data", {}).get("text/plain", "")
    return _number("".join(text) if isinstance(text, list) else str(text))


def _number(text: str) -> float | None:
    """The number that ``text`` shows, NumPy's scalars included; None for anything else.

    What is not a number (NaN) is 0: it comes of computing with what the student's code gave.
    """
    match = _NUMPY_SCALAR.match(text.strip())
    try:
        value = float(match.group(1) if match else text)
    except ValueError:
        return None
    return 0.0 if math.isnan(value) else value
