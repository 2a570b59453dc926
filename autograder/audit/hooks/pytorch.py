"""All hooks on PyTorch."""

import torch

from autograder.audit.hooks import torch_cuts, torch_data, torch_states, torch_training
from autograder.audit.patching import Patches
from autograder.audit.record import Record


def hook(record: Record, patches: Patches) -> None:
    """Watch PyTorch from now on."""
    record.libraries.add(f"torch {torch.__version__}")
    record.loaders = torch_data.hook(record, patches)
    torch_training.hook(record, patches)
    torch_states.hook(record, patches)
    torch_cuts.hook(record, patches)
