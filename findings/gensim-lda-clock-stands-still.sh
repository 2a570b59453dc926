#!/usr/bin/env bash
# gensim 4.4.0, NumPy 2.4.6
#
# Online LDA on 1000 documents in chunks of 250, three passes: 12 updates, each weighted rho = (offset + clock)^-decay. Then one
# pass more by update().
# Expected: num_updates counts the updates (12), or the documents (3000); rho falls with every update, and falls on.
# Seen: num_updates says 1000: it counts documents, and those of the first pass alone. In later passes rho stands still for a
#   whole pass: .4082 four times, .3780 four times. The pass by update() starts higher again, at .4472.
# Why it matters here: the clock by which a rate decays is none of batches, updates and passes; three passes in one call and in
#   three calls are other runs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet gensim==4.4.0 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import gensim


class Lda(gensim.models.LdaModel):
    rhos: list[float] = []

    def do_mstep(self, rho, other, extra_pass=False):
        self.rhos.append(round(float(rho), 4))
        super().do_mstep(rho, other, extra_pass)


corpus = [[(number % 7, 1)] for number in range(1000)]
words = {number: str(number) for number in range(7)}
model = Lda(corpus, num_topics=2, chunksize=250, passes=3, id2word=words, random_state=0)
counted = model.num_updates
model.update(corpus, passes=1)
print("gensim", gensim.__version__)
print("expected: num_updates 12 or 3000; 16 falling weights")
print(f"seen: num_updates {counted}; weights {model.rhos}")
assert counted == 1000
assert model.rhos[:4] == [1.0, 0.7071, 0.5774, 0.5]
assert model.rhos[4:12] == [0.4082] * 4 + [0.378] * 4
assert model.rhos[12:] == [0.4472, 0.4082, 0.378, 0.3536]
PYTHON
