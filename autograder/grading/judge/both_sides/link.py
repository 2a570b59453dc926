"""One socket, two sides: framed messages, and requests that may be nested in both directions.

While a side waits for the answer to its request it serves the requests of the other side, so a
function can call back the caller. The judge's link has a deadline on every wait and a limit on every
length; a link that has lost its place, or its other side, is `LinkLostError` from then on.
"""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

from autograder.exercises.limit import undisturbed
from autograder.grading.judge.marshalling.pack import WireError

Message = tuple[Any, bytes]
Serve = Callable[[str, Any, bytes], Message]
Refuse = Callable[[str], Any]

_to_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_from_json = json.JSONDecoder().decode
LATE = "the time for it is up"
_FRAME = struct.Struct("!II")
MAX_TEXT = 32 * 2**20
MAX_PAYLOAD = 256 * 2**20
MAX_NESTED = 40
_CHUNK = 1 << 16
_SEND_TIMEOUT = struct.pack("ll", 10, 0)  # seconds and microseconds, for a side that never reads


class LinkLostError(BaseException):
    """The other side has ended, or has written what no honest side writes.

    Like the other exceptions that say how the student's process failed it is no Exception, so that no
    test cell takes it for the one that it expects.
    """


class StoppedError(LinkLostError):
    """The other side wants no more answers, in the middle of a call: another judge goes on."""

    def __init__(self, message: list[Any]) -> None:
        super().__init__("the judge was ended")
        self.message = message


class LinkTimeoutError(BaseException):
    """The other side did not answer in time."""


class Link:
    """One end of the connection.

    `serve(op, body, payload)` answers the other side's requests, `refuse(why)` gives the answer to
    one that cannot be served. `deadline` is the time on the monotonic clock when every wait ends
    (None: never). `grace` is how many seconds an interrupted request, or a message that has begun,
    may take to end. `interrupt`, where given, makes the other side's program stop.
    """

    def __init__(
        self, sock: socket.socket, serve: Serve, refuse: Refuse, grace: float = 1.0
    ) -> None:
        self._socket = sock
        self._serve = serve
        self._refuse = refuse
        self.grace = grace
        self.deadline: float | None = None
        self.interrupt: Callable[[], None] | None = None
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)
        self._number = 0
        self._nested = 0
        self._pending: list[int] = []  # requests that have no answer yet
        self._abandoned: list[int] = []  # those of them that an exception cut short here
        self._owed: list[int] = []  # requests of the other side that it has no answer to
        self._serving: list[int] = []  # those of them that are being worked on
        self._lost = ""
        self._within = False  # a message; still so after one that an exception cut short
        self._listening = False
        sock.setblocking(True)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _SEND_TIMEOUT)

    @property
    def lost(self) -> str:
        """Why the link is lost, or an empty string."""
        return self._lost

    def request(self, op: str, body: Any, payload: bytes = b"") -> Message:
        """Ask the other side and return its answer, serving its requests meanwhile."""
        self._catch_up()
        self._number += 1
        number = self._number
        try:
            self._send(["?", number, op, body], payload)
            return self._await(number)
        except LinkLostError:
            raise
        except WireError as error:
            if number not in self._pending:  # it was never sent
                raise
            raise self.lose(f"it sent {error}") from None
        except BaseException:
            if number in self._pending:
                self._abandoned.append(number)
            raise

    def listen(self) -> Any:
        """Serve requests until one asks to stop, or the other side ends; what it says with that."""
        self._listening = True
        try:
            while True:
                message, payload = self._receive(None)
                self._check_stop(message)
                self._answer(message, payload)
        except StoppedError as stop:
            self._send(["=", stop.message[1], None], b"")
            return stop.message[3]

    def _check_stop(self, message: list[Any]) -> None:
        if self._listening and message[0] == "?" and message[2] == "stop":
            raise StoppedError(message)

    def _await(self, number: int) -> Message:
        while True:
            message, payload = self._receive(self.deadline)
            if message[0] == "=" and message[1] == number:
                return message[2], payload
            self._check_stop(message)
            self._answer(message, payload)

    def _answer(self, message: list[Any], payload: bytes) -> None:
        if message[0] != "?" or len(message) != 4 or type(message[2]) is not str:
            raise WireError("an answer to no question")
        number = message[1]
        self._serving.append(number)
        try:
            if self._nested == MAX_NESTED:
                body, answer = self._refuse("calls of each other are nested too deeply"), b""
            else:
                self._nested += 1
                try:
                    body, answer = self._serve(message[2], message[3], payload)
                finally:
                    self._nested -= 1
            self._catch_up()
            self._send_answer(number, body, answer)
        finally:
            self._serving.remove(number)

    def _send_answer(self, number: int, body: Any, payload: bytes) -> None:
        try:
            self._send(["=", number, body], payload)
        except WireError as error:
            self._send(["=", number, self._refuse(str(error))], b"")

    def _catch_up(self) -> None:
        """Put in order what exceptions cut short: answer what was asked of us, and wait until the
        requests that we gave up have ended on the other side."""
        if self._lost:
            raise LinkLostError(self._lost)
        if self._within:
            raise self.lose("it stopped in the middle of a message")
        for number in [number for number in self._owed if number not in self._serving]:
            self._send_answer(number, self._refuse(LATE), b"")
        if not self._abandoned:
            return
        if self.interrupt is not None:
            self.interrupt()
        until = time.monotonic() + self.grace
        while self._abandoned:
            try:
                message, _ = self._receive(until)
            except LinkTimeoutError:
                raise self.lose("its program did not stop") from None
            if message[0] == "=" and message[1] == self._abandoned[-1]:
                self._abandoned.pop()
                continue
            self._check_stop(message)
            if message[0] == "?":
                self._send_answer(message[1], self._refuse(LATE), b"")
            else:
                raise self.lose("it answered no question")

    def lose(self, why: str) -> LinkLostError:
        self._lost = f"The submission's program can no longer be asked: {why}."
        return LinkLostError(self._lost)

    def _send(self, message: list[Any], payload: bytes) -> None:
        text = _to_json(message).encode("ascii")
        if len(text) > MAX_TEXT or len(payload) > MAX_PAYLOAD:
            raise WireError(f"it has more than {MAX_PAYLOAD:,} bytes")
        self._send_frame(message, b"".join((_FRAME.pack(len(text), len(payload)), text, payload)))

    @undisturbed
    def _send_frame(self, message: list[Any], frame: bytes) -> None:
        self._within = True
        try:
            self._socket.sendall(frame)
        except OSError:
            raise self.lose("it has ended or does not listen") from None
        if message[0] == "?":
            self._pending.append(message[1])
        elif message[1] in self._owed:
            self._owed.remove(message[1])
        self._within = False

    def _receive(self, until: float | None) -> tuple[list[Any], bytes]:
        self._wait(until)
        return self._receive_frame(None if until is None else until + self.grace)

    @undisturbed
    def _receive_frame(self, until: float | None) -> tuple[list[Any], bytes]:
        self._within = True
        text_size, payload_size = _FRAME.unpack(self._read(_FRAME.size, until))
        if text_size > MAX_TEXT or payload_size > MAX_PAYLOAD:
            raise self.lose("it sent too much")
        try:
            text = self._read(text_size, until)
            payload = self._read(payload_size, until) if payload_size else b""
            message = self._read_message(text)
        except MemoryError:
            raise self.lose("it sent more than fits into memory") from None
        if message[0] == "?":
            self._owed.append(message[1])
        elif message[1] in self._pending:
            self._pending.remove(message[1])
        self._within = False
        return message, payload

    def _read_message(self, text: bytes) -> list[Any]:
        try:
            message = _from_json(text.decode("ascii"))
        except (ValueError, RecursionError):
            message = None
        if type(message) is not list or len(message) < 3 or type(message[1]) is not int:
            raise self.lose("it sent a message that cannot be read")
        return message

    def _wait(self, until: float | None) -> None:
        if until is None:
            self._poll.poll()
            return
        left = until - time.monotonic()  # checked first: a flood of requests is no answer either
        if left <= 0 or not self._poll.poll(left * 1000):
            raise LinkTimeoutError("no answer in time")

    def _read(self, size: int, until: float | None) -> bytes:
        """Exactly so many bytes; memory grows only with what really arrives."""
        chunk = self._take(size)
        if len(chunk) == size:
            return chunk
        data = bytearray(chunk)
        while len(data) < size:
            self._wait(until)
            data += self._take(size - len(data))
        return bytes(data)

    def _take(self, size: int) -> bytes:
        try:
            chunk = self._socket.recv(min(size, _CHUNK))
        except OSError:
            chunk = b""
        if not chunk:
            raise self.lose("it has ended")
        return chunk
