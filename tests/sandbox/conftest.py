"""A sandboxed kernel behind the kernel provisioner, and a client of it."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from traitlets.config import Config

from autograder.grading.contract.limits import MIB
from autograder.grading.sandbox.grader_side.levels import probe
from autograder.grading.sandbox.grader_side.usage import tree
from tests.hostile.conftest import left_over

NAME = "autograder-sandbox"
WAIT = 30


@pytest.fixture
def sandboxed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment variable does; the factory may have read it already."""
    if sys.platform != "linux" or probe().level != "isolated":
        pytest.skip("no such sandbox here")
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", NAME)


class Kernel:
    """A sandboxed kernel and a client; `run` gives the reply and what was published."""

    def __init__(self, folder: Path, **traits: Any) -> None:
        self.manager = KernelManager(config=Config(SandboxProvisioner=traits))
        self.manager.start_kernel(cwd=str(folder))
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=WAIT)

    def run(self, code: str, **options: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        said: list[dict[str, Any]] = []
        reply = self.client.execute_interactive(
            code, output_hook=said.append, timeout=WAIT, **{"allow_stdin": False, **options}
        )
        return reply["content"], [
            m for m in said if m["msg_type"] not in ("status", "execute_input")
        ]

    def printed(self, code: str) -> str:
        return text_of(self.run(code)[1])

    def wait_for_death(self) -> int:
        deadline = time.monotonic() + WAIT
        while self.manager.is_alive():
            assert time.monotonic() < deadline
            time.sleep(0.002)
        return int(self.manager.provisioner._bridge.exit_code)

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def text_of(messages: list[dict[str, Any]]) -> str:
    return "".join(m["content"]["text"] for m in messages if m["msg_type"] == "stream")


@pytest.fixture
def kernel(sandboxed: None, tmp_path: Path) -> Iterator[Kernel]:
    """Afterwards neither a process nor a file of it is left."""
    before = set(tree([os.getpid()]))
    started = Kernel(tmp_path, limits={"memory": 512 * MIB, "grace": 1, "cell_cpu": 2})
    folder = Path(started.manager.provisioner._sockets)
    assert folder.is_dir()
    yield started
    started.close()
    assert left_over(before) == []
    assert not folder.exists()
