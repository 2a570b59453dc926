"""Every loop of the zoo: its ledger, its mistakes named at their lines, right ones left in peace."""

import warnings
from collections.abc import Callable

import pytest

from tests.audit.watched import Account, Loop, loops, watch

pytestmark = pytest.mark.parity


def counting_steps(account: Account) -> Callable[[], None]:
    """Count updates by PyTorch's own hook, beside the audit's."""
    from torch.optim.optimizer import register_optimizer_step_post_hook

    return register_optimizer_step_post_hook(account.stepped).remove


@pytest.mark.parametrize("loop", loops(), ids=lambda loop: loop.name)
def test_ledger_and_findings(loop: Loop, capfd: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some of these programs are wrong
        run, account = watch(loop, counting_steps)
    assert run.record.failure is None
    got, true = run.as_dict(), account.ledger(loop.n)
    unknown = {"n_samples", "passes"} if loop.n is None else set()
    unknown |= set(loop.header("unknown").split())
    nothing = set(loop.header("none").split())
    for name, value in true.items():
        if name in nothing:
            assert got[name] is None, name
        elif name in unknown:
            assert got[name] is None or got[name] == value, name
        else:
            assert got[name] == value, name
    found = {(one.grade, one.id, one.place.line if one.place else 0) for one in run.findings}
    assert loop.marks <= found
    mistakes = {one for one in found if one[0] == "mistake"}
    assert mistakes == {one for one in loop.marks if one[0] == "mistake"}
