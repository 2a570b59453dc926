"""``autograder look``: open a copy of a submission in JupyterLab, its kernels in the sandbox."""

import tempfile
from importlib import import_module
from pathlib import Path

import click

from autograder.cli.lab import serve


@click.command(
    "look",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option("--only-copy", is_flag=True, help="Make the copy, say where it is, open nothing.")
@click.argument("jupyter_args", nargs=-1, type=click.UNPROCESSED)
def command(notebook: Path, only_copy: bool, jupyter_args: tuple[str, ...]) -> None:
    """Look into a suspicious submission, cell by cell.

    A copy of NOTEBOOK without outputs, widgets and metadata is opened in JupyterLab; its cells run in the
    sandbox. The submission itself stays as it is. Everything after NOTEBOOK goes to JupyterLab.

    \b
    Examples:
      autograder look submitted/eve/ps1/ps1.ipynb
      autograder look --only-copy submitted/eve/ps1/ps1.ipynb
    """
    from autograder.grading.intake.reading import UnreadableError
    from autograder.grading.intake.safe_copy import make_safe_copy

    if not notebook.is_file():
        raise click.UsageError(
            f"{notebook} is not a file. Name a submitted notebook, such as submitted/eve/ps1/ps1.ipynb."
        )
    place = Path(tempfile.mkdtemp(prefix="look-"))
    folder = place / "submission"
    folder.mkdir()
    try:
        notes = make_safe_copy(notebook.resolve(), folder)
    except UnreadableError as problem:
        raise click.UsageError(f"{notebook} cannot be looked at. {problem}") from None
    for note in notes:
        click.echo(note)
    click.echo(f"The copy is {folder / notebook.name}")
    if not only_copy:
        import_module("jupyterlab")
        sandbox = {"JUPYTER_DEFAULT_PROVISIONER_NAME": "autograder-sandbox"}
        # started where no file of the student's lies
        raise SystemExit(serve(folder, notebook.name, jupyter_args, place, sandbox, "-P"))
