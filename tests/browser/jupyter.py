"""A real JupyterLab and a real Chromium, for tests, screenshots and benchmarks."""

import json
import os
import pathlib
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

BOOT_SECONDS = 90
COMPLAINT_OF_LITE = "Shared module @jupyterlite/"
"""The site's tools bring a labextension for JupyterLite; in any other JupyterLab it does not load, and says so."""
LABEXTENSION = pathlib.Path(__file__).parents[2] / "autograder/lab/labextension"
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch(playwright: Playwright, executable: str) -> Browser:
    """A headless Chromium with a new profile."""
    return playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)


@contextmanager
def jupyter_lab(root: pathlib.Path, home: pathlib.Path) -> Iterator[str]:
    """A JupyterLab started in `root`, with all its settings under `home`; yields its address."""
    token = secrets.token_hex(16)
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "PYTHONWARNINGS": "default",
    }
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--expose-app-in-browser", "--ip=127.0.0.1", "--port=0", f"--ServerApp.root_dir={root}"),
        f"--IdentityProvider.token={token}",
        f"--LabApp.extra_labextensions_path={home / 'labextensions'}",  # as it is, not as installed
    ]
    shutil.copytree(LABEXTENSION, home / "labextensions/sgd-course")
    quiet = home / "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    quiet.parent.mkdir(parents=True, exist_ok=True)
    quiet.write_text('{"fetchNews": "false", "checkForUpdates": false}')
    with open(home / "jupyter.log", "wb") as log:
        server = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
        try:
            yield f"{_address(server, home)}lab?token={token}"
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _address(server: subprocess.Popen[bytes], home: pathlib.Path) -> str:
    deadline = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        for path in (home / "runtime").glob("jpserver-*.json"):
            try:
                return str(json.loads(path.read_text())["url"])
            except json.JSONDecodeError:
                pass  # still being written
        time.sleep(0.1)
    log = (home / "jupyter.log").read_text(errors="replace")[-3000:]
    raise RuntimeError(f"JupyterLab did not start within {BOOT_SECONDS} s:\n{log}")


class Lab:
    """One browser page on JupyterLab, and what a test wants to do there."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.errors: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(address)
        page.wait_for_function("() => window.jupyterapp", timeout=BOOT_SECONDS * 1000)
        page.evaluate("async () => { await window.jupyterapp.restored }")

    def _heard(self, message: Any) -> None:
        if message.type == "error" and COMPLAINT_OF_LITE not in message.text:
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    @contextmanager
    def notebook(self, path: str) -> Iterator[Locator]:
        """A notebook, opened and run, as it is on the page; closed afterwards, whatever happened."""
        self.open(path)
        try:
            self.run_all()
            yield self.panel
        finally:
            self.close()

    @property
    def panel(self) -> Locator:
        """The notebook in front."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def open(self, path: str) -> None:
        """Opens a notebook alone in the window and waits for its kernel."""
        self.page.evaluate(
            """async (path) => {
              const app = window.jupyterapp;
              if (app.shell.leftCollapsed === false) app.shell.collapseLeft();
              const panel = await app.commands.execute('docmanager:open', {path, factory: 'Notebook'});
              await panel.context.ready;
              await panel.sessionContext.ready;
              window.coursePanel = panel;
            }""",
            path,
        )

    def show(self, path: str) -> None:
        """Brings a notebook that is open to the front."""
        self.page.evaluate(
            """async (path) => {
              const panel = await window.jupyterapp.commands.execute('docmanager:open', {path});
              window.jupyterapp.shell.activateById(panel.id);
              window.coursePanel = panel;
            }""",
            path,
        )

    def run_all(self, seconds: float = 60) -> None:
        """Runs every cell and waits until the last one is done."""
        self.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
        self.page.wait_for_function(
            """() => {
              const cells = [...window.coursePanel.content.model.cells];
              return cells.every(c => c.type !== 'code' || !c.sharedModel.source.trim()
                                      || c.executionCount !== null)
                && window.coursePanel.sessionContext.session.kernel.status === 'idle';
            }""",
            timeout=seconds * 1000,
        )

    def select(self, text: str) -> None:
        """Selects the first code cell whose source has `text` in it."""
        self.page.evaluate(
            """(text) => {
              const notebook = window.coursePanel.content;
              notebook.activeCellIndex = notebook.widgets.findIndex(
                ({model}) => model.type === 'code' && model.sharedModel.source.includes(text));
            }""",
            text,
        )

    def run(self, source: str | None = None) -> Locator:
        """Runs the selected cell, with `source` in it if given, once the kernel is free.

        Gives its outputs, which are still to come.
        """
        self.page.wait_for_function(
            "() => window.coursePanel.sessionContext.session.kernel.status === 'idle'"
        )
        self.page.evaluate(
            """(source) => {
              const {model} = window.coursePanel.content.activeCell;
              if (source !== null) model.sharedModel.setSource(source);
              window.jupyterapp.commands.execute('notebook:run-cell');
            }""",
            source,
        )
        return self.panel.locator(".jp-mod-active .jp-OutputArea-output")

    def scroll_through(self) -> None:
        """Brings every cell into view once: JupyterLab renders those far away only then."""
        self.page.evaluate(
            """async () => {
              const notebook = window.coursePanel.content;
              for (let i = 0; i < notebook.widgets.length; i++) await notebook.scrollToItem(i);
              await notebook.scrollToItem(0);
            }"""
        )

    def close(self) -> None:
        """Shuts the notebook's kernel down and closes it without saving."""
        self.page.evaluate(
            """async () => {
              const panel = window.coursePanel;
              await panel.sessionContext.shutdown();
              panel.context.model.dirty = false;
              panel.dispose();
            }"""
        )

    def theme(self, name: str) -> None:
        """Switches JupyterLab's theme: "JupyterLab Light" or "JupyterLab Dark"."""
        self.page.evaluate(
            "(theme) => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", name
        )
        expect(self.page.locator(f'body[data-jp-theme-name="{name}"]')).to_be_attached()

    def axe(self, selector: str) -> list[str]:
        """axe-core's violations inside `selector`, one line each."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        result = self.page.evaluate("(selector) => axe.run(selector)", selector)
        return [
            f"{v['id']}: {v['help']}: {node['html'][:160]}"
            for v in result["violations"]
            for node in v["nodes"]
        ]
