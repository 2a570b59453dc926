"""The two depths of watching give one account: counting only, and watching fully to the end."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from autograder.audit import Run, audit

pytestmark = pytest.mark.parity
EPOCHS = 7


def parts(n: int = 50, batch_size: int = 8, **kwargs: Any) -> tuple[Any, Any]:
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(2)
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Dropout(0.1), torch.nn.Linear(4, 1))
    data = TensorDataset(torch.randn(n, 3), torch.randn(n, 1))
    return net, DataLoader(data, batch_size=batch_size, shuffle=True, **kwargs)


def loss_of(net: Any, x: Any, y: Any) -> Any:
    return ((net(x) - y) ** 2).mean()


def sgd(net: Any, rate: float = 0.01) -> Any:
    import torch

    return torch.optim.SGD(net.parameters(), lr=rate)


def plain() -> None:
    net, loader = parts()
    opt = sgd(net)
    for _ in range(EPOCHS):
        for x, y in loader:
            opt.zero_grad()
            loss_of(net, x, y).backward()
            opt.step()


def with_a_schedule() -> None:
    import torch

    net, loader = parts(drop_last=True)
    opt = torch.optim.SGD(
        [{"params": net[0].parameters()}, {"params": net[2].parameters(), "lr": 0.1}], lr=0.01
    )
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(opt, EPOCHS * len(loader))
    for _ in range(EPOCHS):
        for x, y in loader:
            loss_of(net, x, y).backward()
            opt.step()
            schedule.step()
            opt.zero_grad(set_to_none=False)


def accumulation() -> None:
    net, loader = parts()
    opt = sgd(net)
    for _ in range(EPOCHS):
        for i, (x, y) in enumerate(loader):
            (loss_of(net, x, y) / 3).backward()
            if (i + 1) % 3 == 0:
                opt.step()
                opt.zero_grad()


def a_window_thrown_away() -> None:
    net, loader = parts()
    opt = sgd(net)
    for _ in range(EPOCHS):
        opt.zero_grad()
        for i, (x, y) in enumerate(loader):
            (loss_of(net, x, y) / 3).backward()
            if (i + 1) % 3 == 0:
                opt.step()
                net.zero_grad()


def two_optimizers() -> None:
    net, loader = parts()
    first, second = sgd(net[0]), sgd(net[2], 0.1)
    for _ in range(EPOCHS):
        for i, (x, y) in enumerate(loader):
            first.zero_grad()
            second.zero_grad()
            loss_of(net, x, y).backward()
            first.step()
            if i % 2:
                second.step()


def skipped_batches() -> None:
    net, loader = parts()
    opt = sgd(net)
    for epoch in range(EPOCHS):
        for i, (x, y) in enumerate(loader):
            if (i + epoch) % 3 == 0:
                continue
            opt.zero_grad()
            loss_of(net, x, y).backward()
            if i != 4:
                opt.step()


def left_early() -> None:
    net, loader = parts()
    opt = sgd(net)
    for epoch in range(EPOCHS):
        for i, (x, y) in enumerate(loader):
            if epoch > 2 and i == 3:
                break
            opt.zero_grad()
            loss_of(net, x, y).backward()
            opt.step()


def an_optimizer_for_each_epoch() -> None:
    net, loader = parts()
    for _ in range(EPOCHS):
        opt = sgd(net)
        for x, y in loader:
            opt.zero_grad()
            loss_of(net, x, y).backward()
            opt.step()


def validated_and_left_in_eval_mode() -> None:
    import torch

    net, loader = parts()
    _, other = parts(20)
    opt = sgd(net)
    for _ in range(EPOCHS):
        for x, y in loader:
            opt.zero_grad()
            loss_of(net, x, y).backward()
            opt.step()
        net.eval()
        with torch.no_grad():
            for x, _y in other:
                net(x)


def closures() -> None:
    import torch

    net, loader = parts()
    opt = torch.optim.LBFGS(net.parameters(), lr=0.1, max_iter=3)
    for _ in range(EPOCHS):
        for x, y in loader:

            def closure(x: Any = x, y: Any = y) -> Any:
                opt.zero_grad()
                loss = loss_of(net, x, y)
                loss.backward()
                return loss

            opt.step(closure)


def two_losses_of_one_batch() -> None:
    net, loader = parts()
    opt = sgd(net)
    for _ in range(EPOCHS):
        for x, y in loader:
            opt.zero_grad()
            loss_of(net, x, y).backward()
            (0.1 * net(x).square().mean()).backward()
            opt.step()


def two_loaders_at_once() -> None:
    net, loader = parts()
    _, other = parts(70, 10)
    opt = sgd(net)
    for _ in range(EPOCHS):
        for (x, y), (u, v) in zip(loader, other, strict=True):
            opt.zero_grad()
            (loss_of(net, x, y) + loss_of(net, u, v)).backward()
            opt.step()


def an_attack_between() -> None:
    import torch

    net, loader = parts()
    opt = sgd(net)
    for _ in range(EPOCHS):
        for x, y in loader:
            x.requires_grad_()
            (g,) = torch.autograd.grad(loss_of(net, x, y), x)
            opt.zero_grad()
            loss_of(net, x.detach() + 0.1 * g.sign(), y).backward()
            opt.step()


def cut_by_hand() -> None:
    import torch

    net, _ = parts()
    X, y = torch.randn(50, 3), torch.randn(50, 1)
    opt = sgd(net)
    for _ in range(EPOCHS):
        order = torch.randperm(50)
        for rows in order.split(8):
            opt.zero_grad()
            loss_of(net, X[rows], y[rows]).backward()
            opt.step()


def drawn_ahead() -> None:
    net, loader = parts()
    opt = sgd(net)
    for _ in range(EPOCHS):
        batches = iter(loader)
        following = next(batches, None)
        while following is not None:
            x, y = following
            following = next(batches, None)
            opt.zero_grad()
            loss_of(net, x, y).backward()
            opt.step()


def drawn_before_the_step() -> None:
    net, loader = parts()
    opt = sgd(net)
    for _ in range(EPOCHS):
        batches = iter(loader)
        x, y = next(batches)
        while True:
            opt.zero_grad()
            loss_of(net, x, y).backward()
            following = next(batches, None)
            opt.step()
            if following is None:
                break
            x, y = following


def cleared_by_hand_in_a_window() -> None:
    net, loader = parts()
    opt = sgd(net)
    for _ in range(EPOCHS):
        for i, (x, y) in enumerate(loader):
            loss_of(net, x, y).backward()
            if i % 3 == 0:
                for p in net.parameters():
                    p.grad = None
            if i % 2:
                opt.step()


def a_step_without_a_closure_named() -> None:
    net, loader = parts(num_workers=1)
    opt = sgd(net)
    for _ in range(EPOCHS):
        for x, y in loader:
            opt.zero_grad()
            loss_of(net, x, y).backward()
            opt.step(None)


def updates_in_the_backward() -> None:
    import torch

    _, loader = parts()
    w = torch.nn.Parameter(torch.zeros(3, 1))
    opt = torch.optim.SGD([w], lr=0.01)

    def at_once(_: Any) -> None:
        opt.step()
        opt.zero_grad()

    w.register_post_accumulate_grad_hook(at_once)
    for _ in range(EPOCHS):
        for x, y in loader:
            ((x @ w - y) ** 2).mean().backward()


PROGRAMS = [
    plain,
    with_a_schedule,
    accumulation,
    a_window_thrown_away,
    two_optimizers,
    skipped_batches,
    left_early,
    an_optimizer_for_each_epoch,
    validated_and_left_in_eval_mode,
    closures,
    two_losses_of_one_batch,
    two_loaders_at_once,
    an_attack_between,
    cut_by_hand,
    drawn_ahead,
    drawn_before_the_step,
    cleared_by_hand_in_a_window,
    a_step_without_a_closure_named,
    updates_in_the_backward,
]


def account(run: Run) -> dict[str, Any]:
    """The ledger, and every count that rules and report read at either depth."""
    optimizers = run.record.optimizers
    feeds = run.record.trained
    return {
        "ledger": dataclasses.asdict(run.ledger),
        "backwards": run.record.backwards,
        "updates": [one.updates for one in optimizers],
        "their backwards": [one.backwards for one in optimizers],
        "windows": [dict(one.windows) for one in optimizers],
        "rates": [
            (one.rates.kept, one.rates.rises, one.rates.falls, one.rates.zeros)
            for one in optimizers
        ],
        "lost": [one.lost_draws for one in optimizers],
        "in eval mode": [sum(one.evaluating.values()) for one in optimizers],
        "used": [list(feed.root.used) for feed in feeds],
        "passes": [(f.passes_begun, f.passes_complete, f.passes_trained) for f in feeds],
        "draws": [[(of.draws, of.backwards > 0) for of in feed.passes] for feed in feeds],
        "ticks": [known.ticks for known in run.record.schedules.values()],
    }


def watched(program: Callable[[], None], *, fully: bool) -> Run:
    with audit() as run:
        if fully:
            run.record.enough = lambda: None  # type: ignore[method-assign]  # never only count
        program()
    assert run.record.failure is None
    return run


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_counting_only_gives_the_account_of_watching_fully(program: Callable[[], None]) -> None:
    counted, full = watched(program, fully=False), watched(program, fully=True)
    assert full.record.full
    assert account(counted) == account(full)


@pytest.mark.parametrize("program", [plain, accumulation, closures], ids=lambda p: p.__name__)
def test_after_two_passes_it_only_counts(program: Callable[[], None]) -> None:
    assert not watched(program, fully=False).record.full


def test_another_tensor_each_time_is_a_stream_whichever_number_python_gives_it() -> None:
    """Python gives the ``id`` of a tensor that is gone to the next one, or does not."""
    import torch

    def program() -> None:
        net, _ = parts()
        opt = sgd(net)
        for _ in range(10):
            opt.zero_grad()
            loss_of(net, torch.randn(8, 3), torch.randn(8, 1)).backward()
            opt.step()

    for _ in range(20):
        assert account(watched(program, fully=False))["draws"] == [[(10, True)]]
