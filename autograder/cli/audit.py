"""``autograder audit train.py``: run a training program unchanged, and say what it counted."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, ModuleType

import click

from autograder.audit.session import Run


@click.command(
    "audit",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Write ledger and findings as JSON, and nothing else, "
    "to the standard output; the program's own goes to standard error.",
)
@click.option(
    "--picture",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Draw who was seen when (.png, .svg or .pdf).",
)
@click.argument("program", type=click.Path(path_type=Path))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(as_json: bool, picture: Path | None, program: Path, arguments: tuple[str, ...]) -> None:
    """Run PROGRAM with its ARGUMENTS, watch its training, and report what it counted.

    The program runs unchanged and computes the same weights. PyTorch, Keras, Lightning, Hugging Face and
    scikit-learn are watched. Ctrl-C, an error or exit() end the program, and the report so far follows.
    --json may stand behind PROGRAM too; what follows -- is the program's own.

    Exit status: the program's own.

    \b
    Examples:
      autograder audit train.py --epochs 3
      autograder audit --json train.py > report.json
    """
    code = read(program)
    own, rest = _split(arguments)
    as_json |= "--json" in own
    given = (*(word for word in own if word != "--json"), *rest)
    run = Run()
    with _standard_output(to_error=as_json):
        status = execute(run, program, code, given)
    if as_json:
        click.echo(json.dumps(run.as_dict(), indent=2))
    else:
        click.echo(run.report(width=_width()))
    if picture is not None:
        draw(run, picture)
    raise SystemExit(status)


def read(program: Path) -> CodeType:
    """The compiled program, or one sentence on why it cannot be run."""
    try:
        return compile(program.read_bytes(), str(program.resolve()), "exec")
    except OSError as error:
        raise click.UsageError(
            f"{program} cannot be read: {error.strerror or error}. Name a Python program, such as train.py."
        ) from None
    except (SyntaxError, ValueError) as error:
        raise click.UsageError(f"{program} is not a Python program: {error}.") from None


def execute(run: Run, program: Path, code: CodeType, arguments: tuple[str, ...]) -> int:
    """Run the program as ``python program`` would; return its exit status."""
    module = ModuleType("__main__")
    module.__dict__.update(__file__=str(program.resolve()), __builtins__=__builtins__)
    before = sys.modules["__main__"], sys.argv, list(sys.path)
    sys.modules["__main__"] = module
    sys.argv = [str(program), *arguments]
    sys.path[0:1] = [str(program.resolve().parent)]
    status = 0
    run.begin()
    try:
        exec(code, module.__dict__)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            click.echo(end.code, err=True)
        if status:
            run.stop(end)
    except KeyboardInterrupt as end:
        run.stop(end)
        status = 130
    except BaseException as end:
        run.stop(end)
        _print_error(end)
        status = 1
    finally:
        run.end()
        sys.modules["__main__"], sys.argv, sys.path[:] = before[0], before[1], before[2]
    sys.stdout.flush()
    return status


def draw(run: Run, picture: Path) -> None:
    """Who was seen when, as a file."""
    drawn = run.picture()
    if drawn is None:
        click.echo("No picture: the samples of this run are not known by number.", err=True)
        return
    drawn.savefig(picture)
    click.echo(f"Who was seen when: {picture}", err=True)


def _split(arguments: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands before and behind the first ``--``."""
    if "--" not in arguments:
        return arguments, ()
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


@contextmanager
def _standard_output(*, to_error: bool) -> Iterator[None]:
    """Send what the program and its processes print to standard error, if asked to."""
    if not to_error:
        yield
        return
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


def _print_error(error: BaseException) -> None:
    """The traceback as Python prints it, without this file's own lines."""
    import traceback

    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    traceback.print_exception(type(error), error, trace)


def _width() -> int:
    try:
        return max(60, min(110, os.get_terminal_size().columns))
    except OSError:
        return 100
