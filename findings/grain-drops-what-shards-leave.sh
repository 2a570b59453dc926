#!/usr/bin/env bash
# grain 0.2.18, jax 0.10.2
#
# IndexSampler with ShardOptions(drop_remainder=False), 11 records on 3 shards, two epochs; and 10 records on one shard, Batch(4).
# Expected: with drop_remainder=False every record is served in every epoch (shards of 4, 4 and 3), and a
#   batch does not hold records of two epochs.
# Seen: every shard serves ⌊11 · 2 / 3⌋ = 7 records in all, so 21 of 22 are served and one is not; and
#   batches are cut from the stream of both epochs: [8, 9, 0, 1] holds two records of each.
# Why it matters here: steps per epoch are not ⌈n/B⌉ there, and there is no tail at the end of a pass.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet grain==0.2.18 jax==0.10.2
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

import grain.python as grain


def served(n, shards, epochs, size):
    batches = []
    for shard in range(shards):
        sampler = grain.IndexSampler(
            n,
            grain.ShardOptions(shard, shards, drop_remainder=False),
            shuffle=False,
            num_epochs=epochs,
            seed=0,
        )
        loader = grain.DataLoader(
            data_source=range(n), sampler=sampler, worker_count=0, operations=[grain.Batch(size)]
        )
        batches.append([batch.tolist() for batch in loader])
    return batches


sharded = served(11, 3, 2, 2)
whole = served(10, 1, 2, 4)
records = sum(len(batch) for shard in sharded for batch in shard)
print("grain", version("grain"))
print("expected: 22 records from 11 in two epochs; [8, 9] as the tail of the first epoch of 10")
print(f"seen: {records} records; batches of 10 records by 4: {whole[0]}")
assert records == 21
assert whole[0] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 0, 1], [2, 3, 4, 5], [6, 7, 8, 9]]
PYTHON
