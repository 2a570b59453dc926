"""What passes between a client and a sandboxed kernel, and what does not."""

import os
import signal
from typing import Any

import pytest

from tests.sandbox.conftest import WAIT, Kernel, text_of


def test_it_is_a_sandbox(kernel: Kernel) -> None:
    inside = kernel.printed(
        "import os, socket\n"
        f"paths = '/etc/shadow', {__file__!r}, '/proc/{os.getpid()}/environ'\n"
        "print([path for path in paths if os.path.exists(path)], os.getcwd(), os.getuid() == 0)\n"
        "try: socket.create_connection(('1.1.1.1', 80), 3)\n"
        "except OSError: print('no network')"
    )
    assert inside == "[] /home/student False\nno network\n"


def test_an_interrupt_ends_the_cell_alone(kernel: Kernel) -> None:
    kernel.run("x = 1")
    request = kernel.client.execute("print('on')\nprint('and on')\nwhile True: sum(range(1000))")
    text = ""
    while "and on" not in text:  # seen while the cell runs
        text += text_of([kernel.client.get_iopub_msg(timeout=WAIT)])
    kernel.manager.interrupt_kernel()
    reply = kernel.client.get_shell_msg(timeout=WAIT)
    assert reply["parent_header"]["msg_id"] == request
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    assert kernel.printed("print(x)") == "1\n"


@pytest.mark.parametrize(
    ("code", "status", "told"),
    [
        ("import os; os._exit(3)", 3, "exit status 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", -signal.SIGSEGV, "crashed"),
        ("import os; os.write(3, b'\\xff' * 9)", None, "was stopped: it sent"),
        ("import os; os.close(3)", 1, "exit status 1"),
    ],
)
def test_a_death_is_seen_and_a_restart_gives_a_fresh_kernel(
    kernel: Kernel, code: str, status: int | None, told: str
) -> None:
    kernel.run("x = 1")
    kernel.client.execute(code)
    assert kernel.wait_for_death() == (status or -signal.SIGKILL)
    text = ""
    while told not in text:
        message = kernel.client.get_iopub_msg(timeout=WAIT)
        text += text_of([message])
    kernel.manager.restart_kernel(now=True)
    kernel.client.wait_for_ready(timeout=WAIT)
    assert kernel.printed("print('x' in globals())") == "False\n"


def test_forged_messages_are_dropped(kernel: Kernel) -> None:
    parents = ["None", "'no such request'", "7"]
    own = "get_ipython().kernel.get_parent()['header']['msg_id']"
    stream = "{'name': 'stdout', 'text': 'forged'}"
    forged = [f"{{'type': 'stream', 'content': {stream}, 'parent': {p}}}" for p in parents[1:]]
    forged += [
        f"{{'type': '{kind}', 'content': {content}, 'parent': {own}}}"
        for kind, content in (
            ("status", "{'execution_state': 'idle'}"),
            ("shutdown_reply", "{'status': 'ok', 'restart': False}"),
            ("complete_reply", "{'matches': [], 'status': 'ok'}"),
            ("input_request", "{'prompt': 'Password:', 'password': True}"),
            ("iopub_welcome", "{}"),
            ("stream", "{'name': 'stdlog', 'text': 'x'}"),
            ("stream", "['no', 'dict']"),
            ("display_data", "{'data': {'text/plain': 'forged'}}"),  # no metadata
            ("execute_result", "{'data': {}, 'metadata': {}, 'execution_count': True}"),
            ("error", "{'ename': 'E', 'evalue': 'v', 'traceback': 'no list'}"),
            ("comm_open", "{'comm_id': 'c', 'target_name': 't', 'data': {}}"),
            ("display_data", "{'data': {'text/plain': 'x' * 9_000_000}, 'metadata': {}}"),
        )
    ]
    forged += ["{'done': 'another request'}", "{'ready': True}", "{}"]
    code = "import os\nfrom autograder.grading.sandbox import wire\n"
    code += (
        "def put(m):\n    data = wire.pack(m)\n    while data: data = data[os.write(3, data):]\n"
    )
    code += "\n".join(f"put({message})" for message in forged) + "\nprint('the end')"
    _, said = kernel.run(code)
    assert "not shown" in text_of(said)  # the last display was more than a cell may show
    assert {m["msg_type"] for m in said} <= {"stream", "error"}
    assert "forged" not in text_of(said)
    assert kernel.printed("print('alive')") == "alive\n"


def test_a_new_subscriber_hears_at_once_whether_the_kernel_is_free(kernel: Kernel) -> None:
    late = kernel.manager.client()
    late.start_channels(shell=False, stdin=False, hb=False, control=False)
    try:
        heard = [late.get_iopub_msg(timeout=WAIT) for _ in range(2)]
    finally:
        late.stop_channels()
    assert [message["msg_type"] for message in heard] == ["iopub_welcome", "status"]
    assert heard[1]["content"] == {"execution_state": "idle"}
    assert heard[1]["parent_header"] == {}


def test_limits_hold_and_the_next_cell_runs(kernel: Kernel) -> None:
    reply, said = kernel.run("print('x' * 3_000_000)")
    assert len(text_of(said)) < 1_001_000
    assert "cut after 1,000,000 characters" in text_of(said)
    assert reply["status"] == "ok"
    reply, _ = kernel.run("b = bytearray(600 * 2**20)")
    assert reply["ename"] == "MemoryError"
    reply, said = kernel.run("while True: pass")
    assert reply["ename"] == "KeyboardInterrupt"
    assert "more than 2 seconds of computing time" in text_of(said)
    assert kernel.printed("print('alive')") == "alive\n"


def test_what_never_stops_is_ended(kernel: Kernel) -> None:
    stubborn = "while True:\n    try:\n        while True: sum(range(1000))\n    except: pass"
    kernel.client.execute(stubborn)
    assert kernel.wait_for_death() == -signal.SIGKILL


def test_a_thread_that_floods_is_ended_when_nothing_else_runs(kernel: Kernel) -> None:
    flood = "def flood():\n    while True: print('x' * 10_000)\n"
    kernel.run(flood + "import threading\nthreading.Thread(target=flood, daemon=True).start()")
    kernel.wait_for_death()


def test_processes_that_grow_when_nothing_else_runs_are_ended(kernel: Kernel) -> None:
    grow = "import time; time.sleep(0.5); b = bytearray(400 * 2**20); time.sleep(60)"
    child = f"subprocess.Popen([sys.executable, '-c', {grow!r}])"
    kernel.run(f"import subprocess, sys\nfor _ in range(3): {child}")
    assert kernel.wait_for_death() == -signal.SIGKILL


def test_a_person_can_type(kernel: Kernel) -> None:
    def answer(message: dict[str, Any]) -> None:
        assert message["content"] == {"prompt": "Name: ", "password": False}
        kernel.client.input("Ada")

    _, said = kernel.run("print('Hello,', input('Name: '))", allow_stdin=True, stdin_hook=answer)
    assert text_of(said) == "Hello, Ada\n"
    kernel.client.execute("input()", allow_stdin=True)
    kernel.client.get_stdin_msg(timeout=WAIT)
    kernel.manager.interrupt_kernel()
    assert kernel.client.get_shell_msg(timeout=WAIT)["content"]["ename"] == "KeyboardInterrupt"
    kernel.client.input("too late")
    assert kernel.printed("print('alive')") == "alive\n"
    reply, _ = kernel.run("input()")
    assert reply["ename"] == "StdinNotImplementedError"


def test_the_other_requests_are_answered(kernel: Kernel) -> None:
    client = kernel.client
    kernel.run("import os")
    assert client.complete("os.getp", reply=True, timeout=WAIT)["content"]["matches"]
    assert client.inspect("os.getpid", reply=True, timeout=WAIT)["content"]["found"]
    assert client.comm_info(reply=True, timeout=WAIT)["content"]["comms"] == {}
    assert client.history(reply=True, timeout=WAIT)["content"]["status"] == "ok"
    client.is_complete("for i in x:")
    assert client.get_shell_msg(timeout=WAIT)["content"]["status"] == "incomplete"
    info = client.kernel_info(reply=True, timeout=WAIT)["content"]
    assert info["language_info"]["name"] == "python"
    assert info["supported_features"] == []


def test_cells_that_wait_are_aborted_after_an_error(kernel: Kernel) -> None:
    first = kernel.client.execute("import time; time.sleep(0.3); 1 / 0")
    others = [kernel.client.execute("1") for _ in range(2)]
    found = {}
    while len(found) < 3:
        reply = kernel.client.get_shell_msg(timeout=WAIT)
        found[reply["parent_header"]["msg_id"]] = reply["content"]["status"]
    assert found == {first: "error", others[0]: "aborted", others[1]: "aborted"}


def test_background_tasks_go_on_between_cells(kernel: Kernel) -> None:
    code = "import asyncio\nasync def late():\n    await asyncio.sleep(0.1)\n    print('late')\n"
    _, said = kernel.run(code + "task = asyncio.create_task(late())")
    while "late\n" not in text_of(said):
        said.append(kernel.client.get_iopub_msg(timeout=WAIT))
