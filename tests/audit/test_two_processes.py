"""The ledger of each of two real processes on one CPU, beside what that process counted itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.parity
PROGRAMS = ("distributed", "accelerated", "of_a_stream", "trainer", "lightning")


def test_each_process_has_its_own_ledger(tmp_path: Path) -> None:
    for package in ("accelerate", "transformers", "lightning"):
        pytest.importorskip(package)
    launch = ["torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    script = ["-m", "tests.audit.in_two_processes", str(tmp_path), *PROGRAMS]
    ended = subprocess.run(
        [sys.executable, "-m", *launch, *script],
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
        env=os.environ | {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"},
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    for rank in ("0", "1"):
        found = json.loads((tmp_path / rank).read_text())
        assert set(found) == set(PROGRAMS)
        for name, (got, true, mistakes, processes) in found.items():
            if name == "of_a_stream":  # handed out in pieces: nobody numbers its samples
                assert got["n_samples"] is got["passes"] is got["distinct_samples"] is None
                true |= dict.fromkeys(("n_samples", "passes", "distinct_samples"))
            assert {key: got[key] for key in true} == true, (name, rank)
            assert (mistakes, processes) == ([], 2), name
