"""The judge's process: in a sandbox of its own, it runs test cells for the grader.

It holds the grading seed and the test cells; the student's kernel is at the other end of `peer`.
"""

from __future__ import annotations

import base64
import socket
import tempfile
from typing import Any

from ipykernel.jsonutil import encode_images, json_clean

from autograder.grading.contract.names import Names
from autograder.grading.contract.records import from_plain
from autograder.grading.judge.judge_side.judge import Judge
from autograder.grading.judge.judge_side.release import Release
from autograder.grading.judge.judge_side.session import Session
from autograder.grading.sandbox import wire


def run(sock: socket.socket, peer: socket.socket) -> None:
    """Serve the grader until it says "end": files of the release, then cells."""
    sock.sendall(wire.pack({"ready": True}))
    opening = wire.receive(sock)
    tempfile.tempdir = None  # what the warm process found may not be in the sandbox
    release = Release(tempfile.mkdtemp(prefix="release-"))
    judge = Judge(
        peer,
        names=from_plain(Names, opening["names"]),
        interrupt=lambda: sock.sendall(wire.pack({"interrupt": True})),
        grace=opening["grace"],
        release=release,
    )
    session = Session(judge)
    while True:
        request = wire.receive(sock)
        if "file" in request:
            release.add(request["file"], base64.b64decode(request["data"]))
        elif "files" in request:  # they are complete
            release.seal()
            session.start()
        elif "seconds" in request:
            reply = session.answer(request)
            outputs = [_message(output) for output in reply["outputs"]]
            sock.sendall(wire.pack({**reply, "outputs": outputs, "done": request["index"]}))
        else:
            return


def _message(output: dict[str, Any]) -> dict[str, Any]:
    """An output in nbformat's shape as the message of a kernel."""
    content = {name: value for name, value in output.items() if name != "output_type"}
    if "data" in content:
        content["data"] = json_clean(encode_images(content["data"]))
    return {"type": output["output_type"], "content": content}
