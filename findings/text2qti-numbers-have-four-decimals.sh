#!/usr/bin/env bash
# text2qti 0.8.0
#
# A quiz in text, made into a QTI zip for Canvas. Its numerical question asks for a learning rate: "= 0.00125 +- 0.00001",
# and once more as the range "[0.00124, 0.00126]".
# Expected: 0.00124 to 0.00126 are right answers, as written, or an error if the format cannot hold them: smaller
#   magnitudes than 0.0001 are refused with a sentence.
# Seen: no error; every bound is written with four decimals, so that 0.0012 to 0.0013 are right: a tolerance of 0.8 %
#   has become one of 4 %, and the answer itself is written as 0.0013.
# Why it matters here: questions on learning rates and losses live in just those decimals, and the file that the
#   platform imports shows no trace of what was asked for.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet text2qti==0.8.0
cd "$folder"
cat > rates.md <<'QUIZ'
Quiz title: Rates

1. The learning rate after the last step?
=  0.00125 +- 0.00001

2. The same as a range?
=  [0.00124, 0.00126]
QUIZ
"$folder/venv/bin/text2qti" rates.md
"$folder/venv/bin/python" - <<'PYTHON'
import re
import zipfile
from importlib.metadata import version

with zipfile.ZipFile("rates.zip") as archive:
    text = "".join(archive.read(n).decode() for n in archive.namelist() if n.endswith(".xml"))
seen = re.findall(r"<var(equal|gte|lte) respident=.response1.>([^<]+)<", text)
print("text2qti", version("text2qti"))
print("expected bounds: 0.00124 and 0.00126, twice")
print("seen:", seen)
bounds = [("gte", "0.0012"), ("lte", "0.0013")]
assert seen == [("equal", "0.0013"), *bounds, *bounds]
PYTHON
