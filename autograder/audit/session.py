"""Watch a run: ``with audit() as run: train()``, or ``autograder audit train.py``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from autograder.audit.patching import Patches

if TYPE_CHECKING:
    from autograder.audit.findings import Finding
    from autograder.audit.observed import Observed
    from autograder.audit.record import Record

# Package → the module of autograder.audit.hooks that watches it. A framework is never imported from here.
HOOKS = {
    "torch": "pytorch",
    "torchdata.stateful_dataloader": "torchdata",
    "accelerate": "accelerate",
    "transformers.trainer": "transformers",
    "transformers.training_args": "transformers_arguments",
    "lightning.pytorch": "lightning",
    "pytorch_lightning": "lightning",
    "keras": "keras",
    "sklearn.base": "sklearn",
    "skorch.net": "skorch",
}


class Run:
    """A run that is watched. After it has ended: ``ledger``, ``findings``, ``report()``, ``as_dict()``."""

    def __init__(self) -> None:
        self._patches = Patches()
        self._record: Record | None = None
        self._ended: tuple[Observed, list[Finding]] | None = None
        self.stopped: str | None = None  # how the program ended early, in words

    @property
    def record(self) -> "Record":
        """What was seen so far; made at the first look, since it needs NumPy and the user's program may not."""
        if self._record is None:
            from autograder.audit.record import Record

            self._record = Record()
        return self._record

    def begin(self) -> None:
        """Watch from now on."""
        for package, module in HOOKS.items():
            self._patches.when_imported(package, self._hook(module))

    def end(self) -> None:
        """Stop watching; every library is as it was."""
        self._patches.undo()
        if self._record is not None:
            self._record.catch_up()
            self._record.count_by(None)
            self._record.hand.look(final=True)

    def stop(self, error: BaseException) -> None:
        """The program ended early, by this."""
        if isinstance(error, SystemExit) and not error.code:
            return
        self.stopped = describe(error)
        self.record.interrupted = isinstance(error, KeyboardInterrupt)
        self.record.error = error

    @property
    def ledger(self) -> "Observed":
        """What happened, in numbers."""
        return self._found()[0]

    @property
    def findings(self) -> "list[Finding]":
        """Mistakes, questions and facts, in this order."""
        return self._found()[1]

    def as_dict(self) -> dict[str, Any]:
        """The ledger and the findings for other programs; None where something is unknown."""
        from autograder.audit.report import as_dict

        return as_dict(self.ledger, self.findings)

    def report(self, *, width: int = 100) -> str:
        """The report as text."""
        from autograder.audit.report import text

        return text(self, width=width)

    def picture(self) -> Any:
        """Who was seen when: a Matplotlib figure, or None where the samples are unknown."""
        from autograder.audit.picture import picture

        return picture(self)

    def __str__(self) -> str:
        return self.report()

    def _found(self) -> "tuple[Observed, list[Finding]]":
        if self._ended is None:
            from autograder.audit.ledger import observe
            from autograder.audit.rules import find

            for optimizer in self.record.optimizers:
                optimizer.settle([])
            observed = observe(self.record)
            self._ended = observed, find(self.record, observed)
        return self._ended

    def _hook(self, module: str) -> Any:
        def act() -> None:
            from importlib import import_module

            import_module(f"autograder.audit.hooks.{module}").hook(self.record, self._patches)

        return act


@contextmanager
def audit() -> Iterator[Run]:
    """Watch what runs inside. Nothing that it computes is changed, and every hook is taken back at the end."""
    run = Run()
    run.begin()
    try:
        yield run
    except BaseException as error:
        run.stop(error)
        raise
    finally:
        run.end()


def describe(error: BaseException | None) -> str:
    """How a program ended early, in words."""
    if isinstance(error, KeyboardInterrupt):
        return "stopped by Ctrl-C"
    if isinstance(error, SystemExit):
        return f"ended by exit({error.code!r})"
    return f"ended by {type(error).__name__}: {error}"
