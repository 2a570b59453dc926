"""A Jupyter client's requests, answered inside the sandbox by IPython's own handlers.

The other end is provisioner/bridge.py. It sends one request at a time, so that there is no queue here; what
the handlers publish goes through the kernel's one outlet, like everything that it says.
"""

from __future__ import annotations

import asyncio
import base64
import inspect
import math
import select
import signal
import socket
import sys
import threading
import time
from functools import partial
from typing import Any

from ipykernel.ipkernel import IPythonKernel

from autograder.grading.sandbox import wire
from autograder.grading.sandbox.student_side.memory import release_memory
from autograder.grading.sandbox.student_side.outlet import Stream, flush

FLUSH_SECONDS = 0.1


def serve(kernel: IPythonKernel, sock: socket.socket, loop: asyncio.AbstractEventLoop) -> None:
    """Answer requests until the program calls exit() or the other end hangs up."""
    kernel._input_request = partial(ask, kernel, sock)  # ipykernel's own needs a ZeroMQ socket
    streams = (sys.stdout, sys.stderr)
    threading.Thread(target=show_in_time, args=streams, daemon=True).start()
    while not kernel.shell.exit_now:
        wait(sock, loop)
        request = wire.receive(sock)
        if "request" in request:
            kernel.session.outlet.send(answer(kernel, loop, request["request"]))


def show_in_time(*streams: Stream) -> None:
    """Let a person see what is printed while a cell runs, even if the cell prints no more."""
    for stream in streams:
        stream.flush_seconds = math.inf  # this thread sees to it
    while True:
        time.sleep(FLUSH_SECONDS)
        for stream in streams:
            stream.flush()


def wait(sock: socket.socket, loop: asyncio.AbstractEventLoop) -> None:
    """Until a request arrives; what earlier cells left in the event loop goes on meanwhile."""

    async def arrival() -> None:
        arrived = asyncio.Event()
        loop.add_reader(sock, arrived.set)
        try:
            await arrived.wait()
        finally:
            loop.remove_reader(sock)

    while True:
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                return loop.run_until_complete(arrival())
            finally:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
        except KeyboardInterrupt:  # meant for a background task, or for a cell that is over
            continue


def answer(
    kernel: IPythonKernel, loop: asyncio.AbstractEventLoop, request: dict[str, Any]
) -> dict[str, Any]:
    """Let the handler of the request's type do its work; the result says that it is over."""
    header = request["header"]
    buffers = [base64.b64decode(text) for text in request["buffers"]]
    message = {**request, "parent_header": {}, "buffers": buffers}
    done = {"done": header["msg_id"]}
    kernel.set_parent([], message)
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            result = kernel.shell_handlers[header["msg_type"]](None, [], message)
            if inspect.isawaitable(result):
                loop.run_until_complete(result)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            flush()
    except (KeyboardInterrupt, Exception) as error:
        done |= {"ename": type(error).__name__, "evalue": str(error)}
    release_memory()
    return done


def ask(
    kernel: IPythonKernel,
    sock: socket.socket,
    prompt: str,
    ident: Any,
    parent: dict[str, Any],
    password: bool = False,
) -> str:
    """What the person at the client types, for input() and getpass()."""
    flush()
    content = {"prompt": prompt, "password": password}
    kernel.session.send(None, "input_request", content, parent)
    while True:
        select.select([sock], [], [])  # an interrupt ends the wait, and never cuts a message
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            reply = wire.receive(sock)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if "input_reply" in reply:
            value = str(reply["input_reply"])
            if value == "\x04":
                raise EOFError
            return value
