"""The five sockets through which a Jupyter client talks to its kernel, seen from the kernel.

Only the client's process and this one hold the key, and both are the grader's: nothing here reads
what a sandbox has written.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import zmq
from jupyter_client.session import Session

LINGER = 200
"""Milliseconds for last messages to leave."""
SOCKETS = {
    "shell": zmq.ROUTER,
    "control": zmq.ROUTER,
    "stdin": zmq.ROUTER,
    "hb": zmq.ROUTER,
    "iopub": zmq.XPUB,
}


@dataclass(eq=False)
class Request:
    """One message of the client's: where it came in, and whom to answer."""

    channel: str
    ident: list[bytes]
    message: dict[str, Any]
    answered: bool = False

    @property
    def kind(self) -> str:
        """Its message type."""
        return str(self.message["header"]["msg_type"])

    @property
    def id(self) -> str:
        """Its message id, which the answers name as their parent."""
        return str(self.message["header"]["msg_id"])

    @property
    def content(self) -> dict[str, Any]:
        """What is asked."""
        content: dict[str, Any] = self.message["content"]
        return content


class Channels:
    """Binds the sockets that `connection` (jupyter_client's connection info) names."""

    def __init__(self, connection: Mapping[str, Any]) -> None:
        scheme = connection["signature_scheme"]
        self._printed: list[str] = []
        self._heading: tuple[str, Request] | None = None  # the stream and the parent of `_printed`
        self._since = 0.0
        self._session = Session(key=connection["key"], signature_scheme=scheme)
        self._context = zmq.Context()
        self.sockets = {name: self._context.socket(kind) for name, kind in SOCKETS.items()}
        self.sockets["iopub"].sndhwm = 0  # a lost "idle" would hang a client; requests are bounded
        self.sockets["iopub"].setsockopt(zmq.XPUB_VERBOSE, 1)  # each subscriber is greeted
        separator = "-" if connection["transport"] == "ipc" else ":"
        address = f"{connection['transport']}://{connection['ip']}{separator}"
        try:
            for name, sock in self.sockets.items():
                sock.bind(f"{address}{connection[f'{name}_port']}")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let what was said leave, and go."""
        self._context.destroy(linger=LINGER)

    def requests(self, channel: str) -> list[Request]:
        """What has arrived; a message without a valid signature is none."""
        found: list[Request] = []
        while True:
            try:
                ident, message = self._session.recv(self.sockets[channel], zmq.NOBLOCK)
            except (ValueError, TypeError, KeyError):
                continue
            if message is None:
                return found
            if isinstance(message["content"], dict):
                found.append(Request(channel, ident, message))

    @property
    def waiting(self) -> float:
        """For how many seconds a printed text has been held back; 0 if there is none."""
        return time.monotonic() - self._since if self._heading is not None else 0.0

    def print(self, name: str, text: str, parent: Request) -> None:
        """A text of stdout or stderr. Texts that follow each other closely go out as one."""
        if self._heading != (name, parent):
            self.flush()
            self._heading, self._since = (name, parent), time.monotonic()
        self._printed.append(text)

    def flush(self) -> None:
        """Send what was printed. Everything else that is sent does it first, to keep the order."""
        if self._heading is not None:
            (name, parent), text = self._heading, "".join(self._printed)
            self._printed, self._heading = [], None
            self.publish("stream", {"name": name, "text": text}, parent)

    def answer(self, request: Request, content: dict[str, Any]) -> None:
        """The reply to a request, on the channel on which it came."""
        self.flush()
        request.answered = True
        kind = request.kind.removesuffix("_request") + "_reply"
        sock = self.sockets[request.channel]
        self._session.send(sock, kind, content, request.message, request.ident)

    def publish(
        self,
        kind: str,
        content: dict[str, Any],
        parent: Request | None,
        metadata: dict[str, Any] | None = None,
        buffers: list[bytes] | None = None,
    ) -> None:
        """To every client, as what comes of the request `parent`, or of none."""
        self.flush()
        sock, topic = self.sockets["iopub"], f"kernel.sandbox.{kind}".encode()
        request = parent.message if parent is not None else None
        self._session.send(sock, kind, content, request, topic, buffers=buffers, metadata=metadata)

    def status(self, state: str, parent: Request | None) -> None:
        """ "busy" or "idle"."""
        self.publish("status", {"execution_state": state}, parent)

    def ask(self, content: dict[str, Any], parent: Request) -> None:
        """Ask the person at the client that sent `parent`."""
        self.flush()
        sock = self.sockets["stdin"]
        self._session.send(sock, "input_request", content, parent.message, parent.ident)

    def echo(self) -> None:
        """The heartbeat: what comes goes back."""
        sock = self.sockets["hb"]
        sock.send_multipart(sock.recv_multipart())

    def welcome(self) -> bool:
        """Tell a new subscriber that it hears from now on, JEP 65; false if one has left."""
        event = self.sockets["iopub"].recv()
        if event[:1] != b"\1":
            return False
        content = {"subscription": event[1:].decode(errors="replace")}
        ident = event[1:] or None
        self._session.send(self.sockets["iopub"], "iopub_welcome", content, ident=ident)
        return True
