"""What the ledger says of PyTorch, counted on real DataLoaders and samplers."""

import pytest

from autograder.sgd import Ledger
from autograder.sgd.dialects import from_framework, to_framework

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
pytestmark = pytest.mark.parity


@pytest.mark.parametrize("drop_last", [False, True])
@pytest.mark.parametrize(("n", "batch_size"), [(1000, 96), (960, 96), (7, 7), (60, 1)])
def test_batches_of_a_dataloader(n, batch_size, drop_last):
    ledger = Ledger(n, batch_size, drop_last=drop_last)
    settings = to_framework("pytorch", ledger)
    loader = torch.utils.data.DataLoader(range(n), shuffle=True, **settings["DataLoader"])
    assert len(loader) == ledger.batches_per_pass
    assert tuple(len(batch) for batch in loader) == ledger.batch_sizes
    assert from_framework("pytorch", n, **settings["DataLoader"]) == ledger


@pytest.mark.parametrize("drop_last", [False, True])
@pytest.mark.parametrize(("n", "batch_size", "devices"), [(1000, 96, 3), (10, 2, 3), (100, 10, 2)])
def test_batches_of_several_devices(n, batch_size, devices, drop_last):
    padding = "cut" if drop_last else "even"
    ledger = Ledger(n, batch_size, devices=devices, drop_last=drop_last, padding=padding)
    settings = to_framework("pytorch", ledger)
    used = 0
    for rank in range(devices):
        sampler = torch.utils.data.DistributedSampler(
            range(n), rank=rank, **settings["DistributedSampler"]
        )
        loader = torch.utils.data.DataLoader(range(n), sampler=sampler, **settings["DataLoader"])
        batches = list(loader)
        assert len(batches) == ledger.batches_per_pass
        used += sum(map(len, batches))
    assert used == ledger.samples_processed
