#!/usr/bin/env bash
# nbgrader 0.9.6, python-dateutil 2.9.0.post0
#
# nbgrader.utils.parse_utc, which reads the timestamp.txt of a submission, on times with a zone after a blank, as nbgrader's
# own exchange writes them ("2026-07-01 12:00:00.000000 CEST" under c.Exchange.timezone = "Europe/Berlin").
# Expected: noon CEST and noon +0200 are 10:00 UTC; or an error where a zone is not known.
# Seen: "CEST" and "PDT" are taken for UTC without a word, so that a submission counts as 2 hours later, or 7 hours earlier, than it
#   was; "+0200" after a blank is taken for 200 seconds: 11:56:40 UTC. "+02:00" without a blank is right, and so is "EST".
# Why it matters here: lateness and its penalty rest on that time.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet nbgrader==0.9.6 python-dateutil==2.9.0.post0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

from nbgrader.utils import parse_utc

print("nbgrader", version("nbgrader"), "python-dateutil", version("python-dateutil"))
seen = {
    zone: parse_utc(f"2026-07-01 12:00:00.000000{zone}").time().isoformat()
    for zone in (" UTC", " CEST", " PDT", " EST", " +0200", "+02:00")
}
print(seen)
assert seen == {
    " UTC": "12:00:00",
    " CEST": "12:00:00",
    " PDT": "12:00:00",
    " EST": "17:00:00",
    " +0200": "11:56:40",
    "+02:00": "10:00:00",
}
PYTHON
