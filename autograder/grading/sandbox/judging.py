"""The judge's process: in a sandbox of its own, it runs test cells for the grader.

It holds the grading seed and the test cells; the student's kernel is at the other end of `peer`.
"""

from __future__ import annotations

import base64
import socket
import sys
from typing import Any

from ipykernel.jsonutil import encode_images, json_clean

from autograder.grading.judge import Judge
from autograder.grading.judge.session import Session
from autograder.grading.sandbox import wire
from autograder.grading.sandbox.kernel import write_file


def run(sock: socket.socket, peer: socket.socket) -> None:
    """Serve the grader until it says "end": files of the release, then cells."""
    sys.path.insert(0, "")
    sock.sendall(wire.pack({"ready": True}))
    opening = wire.receive(sock)
    judge = Judge(
        peer,
        theirs=frozenset(opening["theirs"]),
        modules=opening["modules"],
        variables=opening["variables"],
        functions=frozenset(opening["functions"]),
        interrupt=lambda: sock.sendall(wire.pack({"interrupt": True})),
        grace=opening["grace"],
    )
    session = Session(judge)
    session.start()
    while True:
        request = wire.receive(sock)
        if "file" in request:
            write_file(request["file"], base64.b64decode(request["data"]))
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
