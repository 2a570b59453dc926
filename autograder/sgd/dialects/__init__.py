"""The ledger in other words: one plan in each framework's own parameters, and back (lesson 9).

``to_framework`` says a plan in a framework's words, by the call that takes them; where a framework
cannot say it, a ValueError explains why. ``from_framework`` reads a framework's parameters, with
the framework's own defaults, as a plan. Neither imports the framework.
"""

from types import ModuleType
from typing import Any

from autograder.sgd.arguments import one_of
from autograder.sgd.dialects import huggingface, keras, lightning, pytorch, sklearn, xgboost
from autograder.sgd.ledger import Ledger

Settings = dict[str, dict[str, Any]]

_DIALECTS: dict[str, ModuleType] = {
    "keras": keras,
    "pytorch": pytorch,
    "huggingface": huggingface,
    "lightning": lightning,
    "sklearn": sklearn,
    "xgboost": xgboost,
}
FRAMEWORKS = tuple(_DIALECTS)


def to_framework(framework: str, ledger: Ledger) -> Settings:
    """Say a plan in a framework's words.

    Args:
        framework: one of FRAMEWORKS.
        ledger: the plan.

    Returns:
        Arguments by the call that takes them, as {"model.fit": {"epochs": 3}}.

    Raises:
        ValueError: if the framework cannot do what the plan says.
    """
    settings: Settings = _dialect(framework).write(ledger)
    return settings


def from_framework(framework: str, n_samples: int, **parameters: Any) -> Ledger:
    """Read a framework's parameters as a plan; those left out have the framework's defaults.

    Args:
        framework: one of FRAMEWORKS.
        n_samples: number of training samples.
        parameters: parameters by the framework's names.
    """
    try:
        ledger: Ledger = _dialect(framework).read(n_samples, **parameters)
    except TypeError as error:
        raise ValueError(f"{framework} has a parameter that is not known here: {error}.") from None
    return ledger


def words(framework: str) -> dict[str, str]:
    """Return the framework's word for each of the ledger's, a dash where it has none."""
    found: dict[str, str] = _dialect(framework).WORDS
    return found


def _dialect(framework: str) -> ModuleType:
    return _DIALECTS[one_of("framework", framework, FRAMEWORKS)]
