"""Everything that reads what others have written, with inputs that nobody would write."""

import json
import tempfile
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from hypothesis import strategies as st

from autograder.grading.contract.limits import Limits
from autograder.grading.course import Course, CourseError, deadlines
from autograder.grading.intake.reading import UnreadableError, read_notebook
from autograder.grading.intake.repair import repair
from autograder.grading.intake.time_stamp import UncertainTimeError, read_time
from autograder.grading.judge.marshalling.pack import Packer, WireError
from autograder.grading.judge.marshalling.unpack import Unpacker
from autograder.grading.sandbox import wire
from autograder.grading.sandbox.grader_side.outputs import Outputs
from autograder.grading.sandbox.provisioner import messages
from autograder.platforms import download, times
from autograder.platforms.recognise import recognise
from tests.fuzz import changed, damaged, fuzz, texts, trees
from tests.grading import small_course
from tests.grading.small_course import source_notebook

NOTEBOOK = json.loads(nbformat.writes(source_notebook()))
RELEASED = nbformat.reads(json.dumps(NOTEBOOK), as_version=4)
SLIDER = {"_model_module": "@jupyter-widgets/controls", "_model_name": "IntSliderModel", "value": 1}
COMM = {
    "comm_id": "c",
    "target_name": "jupyter.widget",
    "data": {"state": SLIDER, "buffer_paths": [["a", 0]]},
}
PAGE = [{"source": "page", "data": {"text/plain": "x"}}]
MESSAGES: list[dict[str, Any]] = [
    {"type": "stream", "content": {"name": "stdout", "text": "x"}, "parent": "a"},
    {"type": "display_data", "content": {"data": {"text/plain": "x", "image/png": "aa"}, "metadata": {}}},
    {"type": "execute_result", "content": {"data": {"text/html": "<b>x</b>"}, "metadata": {}, "execution_count": 1}},
    {"type": "error", "content": {"ename": "E", "evalue": "v", "traceback": ["t"]}},
    {"type": "update_display_data", "content": {"data": {}, "metadata": {}, "transient": {"display_id": "d"}}},
    {"type": "clear_output", "content": {"wait": True}},
    {"type": "comm_open", "content": COMM, "metadata": {"version": "2.1.0"}, "buffers": ["YQ=="]},
    {"type": "comm_msg", "content": {"comm_id": "c", "data": {"method": "update", "state": {"value": 2}}}},
    {"type": "input_request", "content": {"prompt": "p", "password": False}},
    {"type": "execute_reply", "content": {"status": "ok", "execution_count": 1, "payload": PAGE}},
    {"type": "complete_reply", "content": {"status": "ok", "matches": ["a"], "cursor_start": 0, "cursor_end": 1}},
    {"type": "inspect_reply", "content": {"status": "ok", "found": True, "data": {}, "metadata": {}}},
    {"type": "is_complete_reply", "content": {"status": "incomplete", "indent": ""}},
    {"type": "kernel_info_reply", "content": {"status": "ok", "protocol_version": "5.3", "language_info": {}}},
]  # fmt: skip
VALUES: list[Any] = [
    [1, 2.5, "a", None, (1, b"x"), {"k": {1, 2}}, 10**30, 1j, np.float32(1), slice(1), range(3)],
    {"a": np.arange(6.0).reshape(2, 3), "b": np.array(["x", None], object), "c": [0.5] * 30},
    [np.random.default_rng(1), np.random.RandomState(1), frozenset({1}), bytearray(b"ab")],
]
STAMPS = [
    "2026-03-05 23:59:00 CEST",
    "2026-03-05T23:59:00.123+0100",
    "2026-3-5 11:59 pm America/New_York",
    "5 March 2026, 11:59 PM",
    "Thu Mar 05 2026 23:59:00 GMT+0100",
]


def says_why(error: Exception) -> None:
    """The error that is documented, with a sentence."""
    assert str(error)


def packed() -> list[tuple[Any, bytes]]:
    """Right nodes and their bytes."""
    made = []
    for value in VALUES:
        packer = Packer(lambda thing: ["@", "mine", 1])
        made.append((packer.pack(value), packer.payload()))
    return made


def zipped() -> bytes:
    """A download as Moodle makes it."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Ann Lee_123_assignsubmission_file_/small.ipynb", json.dumps(NOTEBOOK))
        archive.writestr("Bob Ü_4_assignsubmission_onlinetext_/onlinetext.html", "<p>text")
        archive.writestr("submission_metadata.yml", ":a:\n  :b: 1\n")
    return file.getvalue()


def test_the_wire_gives_a_value_or_refuses() -> None:
    def check(drawn: tuple[Any, bytes]) -> None:
        reader = Unpacker(lambda rest: object(), drawn[1])
        try:
            reader.unpack(drawn[0])
            reader.finish()
        except WireError:
            return

    changes = [st.tuples(changed(node), damaged(raw) | st.just(raw)) for node, raw in packed()]
    fuzz(st.one_of(*changes, st.tuples(trees, st.binary(max_size=50))), check)


def test_messages_between_grader_and_sandbox_are_objects_or_refused() -> None:
    def check(raw: bytes) -> None:
        try:
            message = wire.unpack(raw)
        except wire.ProtocolError:
            return
        json.dumps(message, allow_nan=False).encode()
        wire.pack(message)

    fuzz(st.sampled_from(MESSAGES).flatmap(lambda m: damaged(json.dumps(m).encode())), check)


def test_outputs_are_what_nbformat_allows() -> None:
    def check(drawn: list[Any]) -> None:
        outputs = Outputs(Limits(output=200, rich_output=500))
        for message in drawn:
            if isinstance(message, dict):  # as the wire gives it
                outputs.message(message)
        cell = nbformat.v4.new_code_cell(outputs=nbformat.from_dict(outputs.cell))
        notebook = nbformat.v4.new_notebook(cells=[cell])
        state = outputs.widget_state()
        if state is not None:
            notebook.metadata.widgets = nbformat.from_dict(state)
        nbformat.validate(notebook)

    one = st.sampled_from(MESSAGES).flatmap(changed)
    fuzz(st.lists(one, max_size=5), lambda drawn: check(json.loads(json.dumps(drawn))))


def test_the_provisioner_lets_out_what_has_the_shape_of_a_message() -> None:
    def check(drawn: Any) -> None:
        message, active = drawn
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            return  # the conversation drops it before
        kind, content = message["type"], message.get("content")
        if kind.endswith("_reply") and f"{kind.removesuffix('reply')}request" in messages.REPLIES:
            answers = [messages.reply(f"{kind.removesuffix('reply')}request", content, active)]
        else:
            answers = [messages.published(kind, content, active), messages.question(content)]
        assert all(answer is None or isinstance(answer, dict) for answer in answers)
        metadata, buffers = messages.attached(message)
        assert isinstance(metadata, dict)
        assert all(isinstance(buffer, bytes) for buffer in buffers)

    one = st.sampled_from(MESSAGES).flatmap(changed)
    fuzz(st.tuples(one, st.booleans()), check)


def test_a_notebook_is_read_or_its_fault_is_said() -> None:
    def check(raw: bytes) -> None:
        try:
            notebook, notes = read_notebook(raw)
        except UnreadableError as error:
            says_why(error)
            return
        nbformat.validate(notebook)
        assert all(isinstance(note, str) for note in notes)

    whole = json.dumps(NOTEBOOK).encode()
    odd = changed(NOTEBOOK).map(lambda tree: json.dumps(tree).encode())
    fuzz(odd | damaged(whole) | st.binary(max_size=100), check)


def test_a_mended_notebook_holds_each_of_the_instructors_cells_once() -> None:
    marked = [c.metadata.nbgrader for c in RELEASED.cells if "nbgrader" in c.metadata]
    answers = {m.grade_id for m in marked if not (m.grade or m.locked)}
    others = sorted(m.grade_id for m in marked if m.grade or m.locked)

    def check(tree: Any) -> None:
        try:
            notebook, _ = read_notebook(json.dumps(tree).encode())
        except UnreadableError:
            return
        mended, notes = repair(notebook, RELEASED)
        nbformat.validate(mended)
        found = [c.metadata.nbgrader.grade_id for c in mended.cells if "nbgrader" in c.metadata]
        assert sorted(name for name in found if name not in answers) == others
        assert len(found) == len(set(found))
        assert all(isinstance(note, str) for note in notes)

    fuzz(changed(NOTEBOOK), check)


def test_a_time_stamp_is_a_time_or_said_to_be_none() -> None:
    def check(drawn: tuple[str, str]) -> None:
        text, zone = drawn
        try:
            assert read_time(text, zone).tzinfo is None
        except UncertainTimeError as error:
            says_why(error)
        times.read(text)
        try:
            times.zone(zone)
        except CourseError as error:
            says_why(error)

    stamps = st.sampled_from(STAMPS).flatmap(lambda text: damaged(text.encode()))
    zones = (
        st.sampled_from(["UTC", "Europe/Berlin", "Europe", "", "..", "/etc/passwd", "\0"]) | texts
    )
    fuzz(st.tuples(stamps.map(lambda raw: raw.decode(errors="replace")) | texts, zones), check)


def test_a_platforms_zip_is_read_or_refused() -> None:
    def check(raw: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "download.zip")
            path.write_bytes(raw)
            try:
                with download.opened(path) as found:
                    for one in recognise(found).handed:
                        found.read(one.member)
            except CourseError as error:
                says_why(error)

    fuzz(damaged(zipped()) | st.binary(max_size=80), check)


def test_a_folder_of_time_zones_is_no_zone(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="no time zone 'Europe'"):
        times.zone("Europe")
    small_course.make(tmp_path)
    (tmp_path / deadlines.FILE).write_text('timezone = "Europe"\n[small]\ndue = 2026-03-05\n')
    with pytest.raises(CourseError, match="no time zone 'Europe'"):
        deadlines.read(Course(tmp_path), "small")


@pytest.mark.parametrize("first", [b"\x80", b"\0", b"/"])
def test_a_zip_whose_names_are_damaged_is_read_or_refused(first: bytes, tmp_path: Path) -> None:
    """A name that is no UTF-8, one that is empty, and one that leads elsewhere."""
    raw = zipped()
    place = raw.rindex("Bob Ü".encode())
    path = tmp_path / "download.zip"
    path.write_bytes(raw[:place] + first + raw[place + 1 :])
    with suppress(CourseError), download.opened(path) as found:
        assert len(found.names) == 2


def test_an_error_of_who_reads_a_download_is_his(tmp_path: Path) -> None:
    path = tmp_path / "download.zip"
    path.write_bytes(zipped())
    with pytest.raises(OSError, match="full"), download.opened(path):
        raise OSError("the disk is full")


@pytest.mark.parametrize("name", ["a", "f8", "object", "<U", "i4,i4", ">V3", "", "|O8", 3])
def test_a_dtype_has_the_name_that_numpy_writes(name: Any) -> None:
    with pytest.raises(WireError):
        Unpacker(lambda rest: None, b"\0" * 8).unpack(["a", name, [1], 1])
