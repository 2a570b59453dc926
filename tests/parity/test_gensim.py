"""What the ledger says of gensim's online LDA, counted while it trains."""

import pytest

from autograder.sgd import Ledger
from autograder.sgd.dialects import from_framework, to_framework

pytest.importorskip("gensim", reason="gensim is not installed: pip install gensim")
from gensim.models import LdaModel

pytestmark = [pytest.mark.parity, pytest.mark.filterwarnings("ignore")]


class Counted(LdaModel):  # type: ignore[misc]  # its package has no types
    """Counts its M-steps, which are its updates."""

    updates = 0

    def do_mstep(self, *arguments, **more):
        self.updates += 1
        return super().do_mstep(*arguments, **more)


def updates(n_samples, **parameters):
    corpus = [[(0, 1), (1, 1)]] * n_samples
    words = {0: "batch", 1: "epoch"}
    return Counted(corpus, num_topics=2, id2word=words, eval_every=None, **parameters).updates


@pytest.mark.parametrize("update_every", [0, 1, 2, 3])
@pytest.mark.parametrize(("chunksize", "passes"), [(4, 2), (20, 2), (5, 1)])
def test_lda_does_what_is_read(chunksize, passes, update_every):
    parameters = {"chunksize": chunksize, "passes": passes, "update_every": update_every}
    assert updates(10, **parameters) == from_framework("gensim", 10, **parameters).updates


def test_a_plan_is_trained_as_it_says():
    ledger = Ledger(30, 4, num_epochs=2, accumulation=3)
    assert updates(30, **to_framework("gensim", ledger)["LdaModel"]) == ledger.updates
