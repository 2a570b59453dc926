"""What the report says that it cannot say is true of the program."""

import pytest

from autograder.audit import audit
from tests.audit.watched import HERE, PRELUDE

pytestmark = pytest.mark.parity


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "right_torch_loader_with_an_iteration_of_its_own",
            "how many samples there are (the audit did not see where the model's inputs came from)",
        ),
        (
            "right_torch_workers_out_of_order",
            "which samples were used (the batches could not be told apart)",
        ),
        (
            "right_torch_batches_sifted",
            "the samples of each step: models were given parts of loaders' batches",
        ),
        (
            "right_torch_one_pass_stream",
            "how many samples Stream has (a stream has no length)",
        ),
    ],
)
def test_sentence(name: str, said: str) -> None:
    names = {"count": lambda _: None, "stepped": lambda: None, "__name__": "__main__"}
    exec(PRELUDE, names)
    path = HERE / f"{name}.py"
    with audit() as run:
        exec(compile(path.read_text(), str(path), "exec"), names)
    assert run.ledger.unknown == [said]
