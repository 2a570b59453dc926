"""The audit leaves everything as it is: weights, libraries, exceptions; and reports even if the program ends early."""

import json
import re
import sys
from pathlib import Path

import pytest

from autograder.audit import audit
from autograder.audit.programs import NAMES, audited, live
from tests.audit.running import run

PROGRAM = """
import torch
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)
X, y = torch.randn(70, 5), torch.randn(70, 1)
loader = DataLoader(TensorDataset(X, y), batch_size=16, shuffle=True)
net = torch.nn.Sequential(torch.nn.Linear(5, 8), torch.nn.Dropout(0.2), torch.nn.Linear(8, 1))
opt = torch.optim.Adam(net.parameters())
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(opt, 20)
for epoch in range(4):
    total = 0.0
    for x, t in loader:
        loss = torch.nn.functional.mse_loss(net(x), t)
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        schedule.step()
        total += loss.item()
    assert type(total) is float
    net.eval()
    with torch.no_grad():
        net(X)
    net.train()
"""


@pytest.mark.parity
def test_json_stands_alone_and_before_or_behind_the_program(tmp_path):
    (tmp_path / "train.py").write_text(PROGRAM + "import sys; print(sys.argv)")
    behind = run("-m", "autograder.cli", "audit", "train.py", "--json", "-x", folder=tmp_path)
    before = run("-m", "autograder.cli", "audit", "--json", "train.py", "-x", folder=tmp_path)
    assert json.loads(behind.stdout) == json.loads(before.stdout)
    assert "['train.py', '-x']" in behind.stderr
    found = json.loads(before.stdout)
    assert found["n_samples"] == 70
    assert found["batch_sizes"] == {"16": 16, "6": 4}
    assert (found["updates"], found["samples_processed"], found["distinct_samples"]) == (
        20,
        280,
        70,
    )
    assert found["passes"] == 4.0
    assert {frozenset(one) for one in found["findings"]} <= {
        frozenset({"id", "grade", "file", "line", "text"})
    }


@pytest.mark.parity
@pytest.mark.parametrize(
    ("ending", "status", "said"),
    [
        ("raise KeyboardInterrupt", 130, "stopped by Ctrl-C"),
        ("raise ValueError('no more data')", 1, "ended by ValueError: no more data"),
        ("import sys; sys.exit(4)", 4, "ended by exit(4)"),
        ("next(iter([]))", 1, "ended by StopIteration"),
    ],
)
def test_a_program_that_ends_early_is_reported_so_far(tmp_path, ending, status, said):
    (tmp_path / "train.py").write_text(PROGRAM + ending)
    done = run("-m", "autograder.cli", "audit", "train.py", folder=tmp_path)
    assert done.returncode == status
    assert said in done.stdout
    assert re.search(r"updates\s+20\b", done.stdout)
    if status == 1:
        assert "Traceback" in done.stderr
        assert "cli/audit.py" not in done.stderr


@pytest.mark.parity
def test_every_hook_is_taken_back():
    import torch
    from torch.utils.data import DataLoader

    watched = [
        (torch.autograd, "backward"),
        (torch.nn.Module, "__call__"),
        (torch.nn.Module, "train"),
        (torch.optim.Optimizer, "zero_grad"),
        (torch.optim.Optimizer, "__init__"),
        (DataLoader, "__iter__"),
        (torch, "manual_seed"),
    ]
    before = [getattr(owner, name) for owner, name in watched]
    finders = list(sys.meta_path)
    with audit():
        assert all(
            getattr(owner, name) is not old
            for (owner, name), old in zip(watched, before, strict=True)
        )
    assert all(
        getattr(owner, name) is old for (owner, name), old in zip(watched, before, strict=True)
    )
    assert torch.overrides._get_current_function_mode_stack() == []
    assert sys.meta_path == finders


@pytest.mark.parity
def test_a_tensor_stays_what_it_is_to_python():
    import torch

    def tried():
        return torch.tensor([torch.tensor(2.0), 1.0]).tolist(), len(torch.eye(3)[torch.tensor([0])])

    before = tried()
    with audit():
        assert tried() == before
        with torch.device("cpu"):
            assert tried() == before
    assert tried() == before


@pytest.mark.parity
def test_modes_of_the_program_outlive_the_audit_and_its_own_mode():
    import torch

    stack = torch.overrides._get_current_function_mode_stack
    with torch.device("cpu"):
        before = stack()
        with audit():
            assert len(stack()) == len(before) + 1
            with torch.device("cpu"):
                exec(PROGRAM, {"__name__": "__main__"})
                assert len(stack()) == len(before) + 1
        assert stack() == before
    assert stack() == []


@pytest.mark.parity
def test_an_error_of_the_audit_reaches_the_report_and_not_the_program(monkeypatch):
    from autograder.audit.record import Record

    def broken(self, place):
        raise RuntimeError("a fault of the audit")

    from autograder.audit.guard import guarded

    monkeypatch.setattr(Record, "after_backward", guarded(broken))
    with audit() as watched:
        exec(PROGRAM, {"__name__": "__main__"})
    assert "stood aside after update 0" in watched.report()
    assert "a fault of the audit" in watched.report()


def test_without_a_framework_nothing_is_said_and_nothing_heavy_imported(tmp_path):
    code = (
        "import sys\nfrom autograder.audit import audit\nwith audit() as run:\n    x = 1\n"
        "print('numpy' in sys.modules, 'torch' in sys.modules)\nprint(run.as_dict())"
    )
    done = run("-c", code, folder=tmp_path)
    first, second = done.stdout.splitlines()
    assert first == "False False"
    assert "'n_samples': None" in second


def test_a_program_that_is_none_is_said_in_a_sentence(tmp_path):
    (tmp_path / "broken.py").write_text("def f(:\n")
    for name, said in (("none.py", "cannot be read"), ("broken.py", "is not a Python program")):
        done = run("-m", "autograder.cli", "audit", name, folder=tmp_path)
        assert done.returncode == 2
        assert said in done.stderr


@pytest.mark.parity
@pytest.mark.parametrize("name", NAMES)
def test_stored_reports_are_what_a_run_gives(name):
    stored = (Path(__file__).parents[2] / "autograder/audit/programs" / f"{name}.txt").read_text()
    assert live(name) == stored


def test_without_the_framework_the_stored_report_is_shown(monkeypatch):
    monkeypatch.setattr("autograder.audit.programs.find_spec", lambda name: None)
    for name in NAMES:
        assert audited(name).startswith("── audit ")
