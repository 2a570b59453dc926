"""What several devices train on, counted in two real processes on one CPU."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sgd.dialects import from_framework

pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
pytestmark = pytest.mark.parity

SCRIPT = Path(__file__).with_name("two_processes.py")


def counted(folder, *plans):
    """For each plan the updates, and the samples of both processes."""
    run = "torch.distributed.run"
    launch = [sys.executable, "-m", run, "--standalone", "--nproc_per_node", "2"]
    subprocess.run(
        [*launch, str(SCRIPT), str(folder), json.dumps(plans)],
        check=True,
        capture_output=True,
        timeout=240,
        env=os.environ | {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"},
    )
    first, second = (json.loads((folder / rank).read_text()) for rank in ("0", "1"))
    assert [updates for _, updates in first] == [updates for _, updates in second]
    return [
        (updates, sum(sizes) + sum(others))
        for (sizes, updates), (others, _) in zip(first, second, strict=True)
    ]


def account(framework, n_samples, **parameters):
    read = from_framework(framework, n_samples, **parameters)
    return read.updates, read.samples_processed


def test_trainer_and_accelerate_fill_every_batch(tmp_path):
    pytest.importorskip("transformers", reason="transformers is not installed")
    seen = counted(
        tmp_path, ["trainer", 10, 4, False], ["trainer", 3, 6, False], ["accelerate", 10, 4, False]
    )
    two = {"num_train_epochs": 1, "world_size": 2}
    assert seen == [
        account("huggingface", 10, per_device_train_batch_size=4, **two),
        account("huggingface", 3, per_device_train_batch_size=6, **two),
        account("accelerate", 10, batch_size=4, num_processes=2),
    ]


def test_lightning_makes_the_devices_even_first(tmp_path):
    pytest.importorskip("lightning", reason="lightning is not installed")
    seen = counted(tmp_path, ["lightning", 10, 2, False], ["lightning", 23, 6, True])
    two = {"max_epochs": 1, "devices": 2}
    assert seen == [
        account("lightning", 10, batch_size=2, **two),
        account("lightning", 23, batch_size=6, drop_last=True, **two),
    ]
