"""The sandbox for every Jupyter client: a kernel provisioner, named `autograder-sandbox`.

With `JUPYTER_DEFAULT_PROVISIONER_NAME=autograder-sandbox`, or by a kernelspec that names it, nbclient,
nbconvert, `nbgrader autograde`, the console and JupyterLab run Python notebooks in the sandbox.
There is no judge here: it is the kernel that is contained, not its word about a score.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import tempfile
import time
import weakref
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Bool, CaselessStrEnum, Dict, Float, Integer, List, Unicode, Union

from autograder.grading.contract.isolation import LEVELS
from autograder.grading.contract.limits import Limits
from autograder.grading.sandbox.grader_side.environment import workplace
from autograder.grading.sandbox.grader_side.files import send_files
from autograder.grading.sandbox.grader_side.levels import probe
from autograder.grading.sandbox.grader_side.warm import Process, zygote
from autograder.grading.sandbox.provisioner.bridge import Bridge

SESSION = {"notebook_cpu": 3600.0, "notebook_wall": 24 * 3600.0}
"""A session with a person in front of it lasts longer than a notebook that is graded."""
STOP_TIMEOUT = 15.0
COURSE_FILES = ("nbgrader_config.py", "gradebook.db", ".secret")


class SandboxProvisioner(KernelProvisionerBase):  # type: ignore[misc]  # its package has no types
    """Starts, interrupts and ends sandboxed kernels for a jupyter_client KernelManager.

    The client's working directory gives the files, as a submission's folder does; nothing is
    written back. Launching raises RuntimeError where the isolation is too weak, and ValueError
    where the files do not fit.
    """

    limits = Dict(
        Union([Integer(), Float()]),
        config=True,
        help="Limits other than the defaults, by their names in autograder/grading/contract/limits.py; "
        "notebook_cpu and notebook_wall are for the whole session.",
    )
    lowest_level = CaselessStrEnum(
        LEVELS[:3], "isolated", config=True, help="The weakest level of isolation to accept."
    )
    active_content = Bool(
        False,
        config=True,
        help="Let scripts, styles and widgets through to the client, where they run unconfined.",
    )
    preload = List(
        Unicode(),
        ["matplotlib"],
        config=True,
        help="Modules that kernels find already imported, where they are installed.",
    )

    _bridge: Bridge | None = None
    _sockets = ""  # the folder that holds them

    @property
    def has_process(self) -> bool:
        """True from the launch until `wait` has seen the end."""
        return self._bridge is not None

    async def poll(self) -> int | None:
        """None while the kernel runs, then its exit status, at once."""
        return self._bridge.exit_code if self._bridge is not None else 0

    async def wait(self) -> int | None:
        """Until the kernel and all that it started are gone."""
        bridge = self._bridge
        if bridge is None:
            return 0
        await ended(bridge)
        self._bridge = None
        self._release()
        return bridge.exit_code

    async def send_signal(self, signum: int) -> None:
        """SIGINT interrupts the cell; any other signal ends the kernel (0, as ever, does nothing)."""
        if self._bridge is not None and signum == signal.SIGINT:
            self._bridge.interrupt()
        elif self._bridge is not None and signum:
            self._bridge.stop()

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and everything that it started."""
        if self._bridge is not None:
            self._bridge.stop()

    async def terminate(self, restart: bool = False) -> None:
        """As `kill`: nothing in a sandbox is worth a slow end."""
        await self.kill(restart)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Give the bridge, which hears the same request, the moment that it takes to obey."""
        if self._bridge is not None:
            await ended(self._bridge)

    async def cleanup(self, restart: bool = False) -> None:
        """Leave no process and, unless a new kernel is to have the same sockets, no folder."""
        await self.kill(restart)
        await self.wait()
        if not restart:
            shutil.rmtree(self._sockets, ignore_errors=True)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Check that this machine isolates well enough, and have sockets in place of TCP ports."""
        manager = self.parent
        if not self.kernel_spec.language.lower().startswith("python"):
            language = self.kernel_spec.language
            raise RuntimeError(
                f"The sandbox runs Python notebooks, and this kernel is for {language}."
            )
        if getattr(manager, "transport_encryption", "disabled") == "required":
            raise RuntimeError("A sandboxed kernel has private sockets and no encryption.")
        self._level = await asyncio.to_thread(self._isolation)
        if not os.path.isdir(self._sockets):
            self._sockets = tempfile.mkdtemp(prefix="autograder-")
            weakref.finalize(self, shutil.rmtree, self._sockets, ignore_errors=True)
            manager.transport, manager.ip = "ipc", f"{self._sockets}/kernel"
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        prepared: dict[str, Any] = await super().pre_launch(cmd=self.kernel_spec.argv, **kwargs)
        return prepared

    def _isolation(self) -> str:
        """The level that this machine gives; RuntimeError if that is too little."""
        if sys.platform == "linux":
            zygote(frozenset(self.preload))
        isolation = probe()
        level, wanted = isolation.level, self.lowest_level
        if LEVELS.index(level) > LEVELS.index(wanted):
            told, option = isolation.refusal(wanted), "--SandboxProvisioner.lowest_level"
            raise RuntimeError(told.replace(f"--allow-level {level}", f"{option}={level}"))
        return level

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Fork a kernel into a sandbox of its own; the command of the kernelspec is not run."""
        try:
            self._bridge = await asyncio.to_thread(self._launch, Path(kwargs.get("cwd") or "."))
        except BaseException:
            shutil.rmtree(self._sockets, ignore_errors=True)
            raise
        return dict(self.connection_info)

    def _launch(self, cwd: Path) -> Bridge:
        limits = Limits.from_dict({**SESSION, **self.limits})
        with ExitStack() as stack:
            folder, environment = stack.enter_context(workplace(self._level, None))
            process = Process("student", self._level, limits, environment, None, folder)
            stack.callback(process.close)
            send_files(process, self._files(cwd.resolve()), limits.disk)
            bridge = Bridge(process, limits, self.connection_info, self.active_content)
            bridge.start()
            self._release = weakref.finalize(self, release, bridge, stack.pop_all())
        return bridge

    def _files(self, cwd: Path) -> Path | None:
        """The folder to copy: not a home and not a course, whose files are nobody's submission."""
        home = Path.home()
        if cwd == home or cwd in home.parents or any((cwd / n).exists() for n in COURSE_FILES):
            self.log.warning(f"The sandboxed kernel starts without files: {cwd} is no submission.")
            return None
        return cwd


async def ended(bridge: Bridge) -> None:
    """Until it has ended; without a thread, for clients that end their kernel as Python exits."""
    deadline = time.monotonic() + STOP_TIMEOUT
    while bridge.is_alive() and time.monotonic() < deadline:
        await asyncio.sleep(0.002)


def release(bridge: Bridge, rest: ExitStack) -> None:
    """End a kernel whose client has gone, and what it held."""
    bridge.stop()
    bridge.join(STOP_TIMEOUT)
    rest.close()
