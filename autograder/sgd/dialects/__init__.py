"""The ledger in other words: one plan in each framework's own parameters, and back (lesson 9).

``to_framework`` says a plan in a framework's words, by the call that takes them; where a framework
cannot say it, a ValueError explains why. ``from_framework`` reads a framework's parameters, with
the framework's own defaults, as a plan. Neither imports the framework. What one writes the other
reads as the same account: that is checked at every call.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol, cast

from autograder.sgd.arguments import one_of
from autograder.sgd.dialects.account import Account, Counted, differ
from autograder.sgd.dialects.limits import NO_WORD
from autograder.sgd.ledger import Ledger

TERMS = (
    *("batch_size", "num_epochs", "steps", "steps_per_epoch", "drop_last", "accumulation"),
    *("devices", "source"),
)
Settings = dict[str, dict[str, Any]]


class Dialect(Protocol):
    """What a framework's file has: those words that it has, its kinds of source, how to write and to read."""

    WORDS: dict[str, str]
    SOURCES: tuple[str, ...]
    PADDING: str
    read: Callable[..., Counted]
    write: Callable[[Ledger, str], Settings]


TITLES = {
    "keras": "Keras",
    "pytorch": "PyTorch",
    "huggingface": "Hugging Face Trainer",
    "lightning": "Lightning",
    "sklearn": "scikit-learn",
    "xgboost": "XGBoost",
    "accelerate": "accelerate",
    "skorch": "skorch",
    "ignite": "PyTorch-Ignite",
    "spacy": "spaCy",
    "lightgbm": "LightGBM",
    "optax": "optax",
    "stable_baselines3": "Stable-Baselines3",
    "vowpal_wabbit": "Vowpal Wabbit",
    "gensim": "gensim",
}
"""The frameworks' names in a text; each has a file of its own here."""
FRAMEWORKS = tuple(TITLES)


def to_framework(framework: str, ledger: Ledger, source: str | None = None) -> Settings:
    """Say a plan in a framework's words.

    Args:
        framework: one of FRAMEWORKS.
        ledger: the plan.
        source: where the batches come from, one of ``sources(framework)``; by default the first
            with which the framework can say the plan.

    Returns:
        Arguments by the call that takes them, as {"model.fit": {"epochs": 3}}.

    Raises:
        ValueError: if the framework cannot do what the plan says.
    """
    dialect = _dialect(framework)
    tried = dialect.SOURCES if source is None else (one_of("source", source, dialect.SOURCES),)
    reasons = []
    for each in tried:
        try:
            settings = dialect.write(ledger, each)
            found = _read_back(dialect, ledger.n_samples, settings, each)
        except ValueError as reason:
            reasons.append(reason)
            continue
        if not (difference := differ(ledger, found)):
            return settings
        note = f" {found.note}" if isinstance(found, Account) else ""
        reasons.append(ValueError(f"{framework} would come to {difference}.{note}"))
    raise reasons[0]


def from_framework(framework: str, n_samples: int, **parameters: Any) -> Counted:
    """Read a framework's parameters as a plan; those left out have the framework's defaults.

    Args:
        framework: one of FRAMEWORKS.
        n_samples: number of training samples.
        parameters: parameters by the framework's names.

    Returns:
        A Ledger, or an Account of updates, samples and passes where a ledger has no words for it.

    Raises:
        ValueError: for a parameter that is not known here, or a run that the framework refuses.
    """
    try:
        return _dialect(framework).read(n_samples, **parameters)
    except TypeError as error:
        raise ValueError(f"{framework} has a parameter that is not known here: {error}.") from None


def words(framework: str) -> dict[str, str]:
    """Return the framework's word for each of the ledger's, a dash where it has none."""
    return dict.fromkeys(TERMS, NO_WORD) | _dialect(framework).WORDS


def sources(framework: str) -> tuple[str, ...]:
    """Return the kinds of source that the framework takes batches from."""
    return _dialect(framework).SOURCES


def padding(framework: str) -> str:
    """Return how several devices of the framework share samples, a value of Ledger's padding."""
    return _dialect(framework).PADDING


def _dialect(framework: str) -> Dialect:
    name = one_of("framework", framework, FRAMEWORKS)
    return cast(Dialect, import_module(f"{__name__}.{name}"))


def _read_back(dialect: Dialect, n_samples: int, settings: Settings, source: str) -> Counted:
    """Read what ``write`` has written; a dialect with words beside the calls' has ``parameters``."""
    given = getattr(dialect, "parameters", _merged)(settings)
    if len(dialect.SOURCES) > 1:
        given["source"] = source
    return dialect.read(n_samples, **given)


def _merged(settings: Settings) -> dict[str, Any]:
    return {name: value for arguments in settings.values() for name, value in arguments.items()}
