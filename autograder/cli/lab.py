"""``autograder lab``: hand out what is new, open a quiet JupyterLab on the first lesson."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click

from autograder.cli.start import hand_out_all
from autograder.material.work import working_folder

FIRST_LESSON = "lessons/00_start_here.ipynb"
QUIET = Path(__file__).parent / "jupyter"
"""Settings for JupyterLab as `autograder lab` starts it; the user's own settings come before them."""
TABLE_OF_CONTENTS = "@jupyterlab/toc:plugin"
WORKSPACES = ".jupyter/workspaces"
"""The windows' layout, below the working folder: other folders' files are not searched for in this one."""


@click.command(
    "lab",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("jupyter_args", nargs=-1, type=click.UNPROCESSED)
def command(jupyter_args: tuple[str, ...]) -> None:
    """Open the lessons and your exercises in JupyterLab.

    They are in my_work/, which is made here if there is none; what you have edited in it is left as it is. Everything
    after `lab` goes to JupyterLab.

    \b
    Examples:
      autograder lab
      autograder lab --no-browser --port 8899
    """
    import_module("jupyterlab")  # where it is missing, that is said before anything is handed out

    folder = working_folder(Path.cwd())
    hand_out_all(folder)
    if _lacks_allow_root(jupyter_args):
        click.echo(
            "You are root, which JupyterLab refuses unless it is told --allow-root; adding that."
        )
    raise SystemExit(serve(folder, FIRST_LESSON, jupyter_args, folder, environment(folder)))


def serve(
    root: Path,
    first: str,
    jupyter_args: tuple[str, ...],
    cwd: Path,
    variables: dict[str, str],
    *options: str,
) -> int:
    """Run JupyterLab on a folder, open at its file ``first``, by a Python with these options; its exit status."""
    arguments = [f"--ServerApp.root_dir={root}", f"--LabApp.default_url=/lab/tree/{first}"]
    if _lacks_allow_root(jupyter_args):
        arguments.append("--allow-root")
    server = subprocess.Popen(
        [sys.executable, *options, "-m", "jupyterlab", *arguments, *jupyter_args],
        cwd=cwd,
        env=os.environ | variables,
    )
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:
            continue  # JupyterLab got the same Ctrl-C and asks whether to stop


def _lacks_allow_root(jupyter_args: tuple[str, ...]) -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and "--allow-root" not in jupyter_args


def environment(folder: Path) -> dict[str, str]:
    """The variables by which JupyterLab is quiet and begins with the table of contents beside the lesson."""
    others = os.environ.get("JUPYTER_CONFIG_PATH")
    variables = {"JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, [others, str(QUIET)]))}
    if "JUPYTERLAB_WORKSPACES_DIR" not in os.environ:
        workspaces = folder / WORKSPACES
        if not workspaces.exists():
            _write_first_layout(workspaces)
        variables["JUPYTERLAB_WORKSPACES_DIR"] = str(workspaces)
    for name, kept in (("JUPYTER_CONFIG_DIR", "config"), ("JUPYTER_DATA_DIR", "data")):
        if name not in os.environ and not _can_write_at_home():
            variables[name] = str(folder / ".jupyter" / kept)
    return variables


def _can_write_at_home() -> bool:
    """Whether JupyterLab can keep its files where it does without being told: a home may be read-only, or not there."""
    from jupyter_core.paths import jupyter_config_dir, jupyter_data_dir

    places = [Path(jupyter_config_dir()), Path(jupyter_data_dir())]
    there = [next(p for p in (place, *place.parents) if p.exists()) for place in places]
    return all(os.access(place, os.W_OK | os.X_OK) for place in there)


def _write_first_layout(workspaces: Path) -> None:
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    contents = {
        "collapsed": False,
        "visible": True,
        "current": TABLE_OF_CONTENTS,
        "widgets": ["filebrowser", "running-sessions", TABLE_OF_CONTENTS],
    }
    layout = {"left": contents, "relativeSizes": [0.2, 0.8, 0.0]}
    workspaces.mkdir(parents=True)
    WorkspacesManager(str(workspaces)).save(
        "default",
        json.dumps({"data": {"layout-restorer:data": layout}, "metadata": {"id": "default"}}),
    )
