#!/usr/bin/env bash
# spaCy 3.8.18, NumPy 2.4.6
#
# The loop behind `spacy train`, train_while_improving, with max_steps=10 ("maximum number of update steps to train for"),
# eval_frequency=5.
# Expected: 10 updates, evaluated after 5 and 10.
# Seen: 11 updates, evaluated after 1, 6 and 11: steps are counted from 0, and the end is asked for after the update.
# Why it matters here: max_steps=1 trains twice, and every evaluation stands one update behind the number reported with it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet spacy==3.8.18 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import itertools

import spacy
from spacy.training import Example
from spacy.training.loop import train_while_improving

nlp = spacy.blank("en")
categories = nlp.add_pipe("textcat")
doc = nlp.make_doc("a batch")
example = Example.from_dict(doc, {"cats": {"yes": 1.0, "no": 0.0}})
optimizer = nlp.initialize(lambda: [example])
updates, update = [], nlp.update


def counted(*arguments, **more):
    updates.append(1)
    return update(*arguments, **more)


nlp.update = counted
evaluated = []


def evaluate():
    evaluated.append(len(updates))
    return 0.5, {}


steps = train_while_improving(
    nlp,
    optimizer,
    ((0, [example]) for _ in itertools.count()),
    evaluate=evaluate,
    dropout=0.0,
    accumulate_gradient=1,
    patience=0,
    max_steps=10,
    eval_frequency=5,
    exclude=[],
    annotating_components=[],
    before_update=None,
)
reported = [info["step"] for _, info, is_best in steps if is_best is not None]
print("spaCy", spacy.__version__)
print("expected: 10 updates, evaluated after [5, 10]")
print(f"seen: {len(updates)} updates, evaluated after {evaluated}, reported as steps {reported}")
assert len(updates) == 11
assert evaluated == [1, 6, 11]
assert reported == [0, 5, 10]
PYTHON
