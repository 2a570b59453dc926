#!/usr/bin/env bash
# nbgrader 0.9.6
#
# Two people read written answers of one course, each with a Jupyter server of their own, as on a JupyterHub. The first opens an
# answer that has 1 point; then the second gives it 2; then the first opens it again.
# Expected: 2, which is what the gradebook says.
# Seen: 1. Formgrader keeps one database session for as long as its server runs, and of an answer that it has read before it shows
#   what it read then, also when the page is loaded anew. When it has saved something itself, whatever it is, it shows 2.
# Why it matters here: who looks whether an answer was read already, in order to leave a colleague's points alone, is told of before.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet nbgrader==0.9.6
export PATH="$folder/venv/bin:$PATH" HOME="$folder"
cd "$folder"
python -m ipykernel install --sys-prefix >/dev/null 2>&1
echo "c = get_config()" >nbgrader_config.py
cat >course.py <<'PYTHON'
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell, new_notebook

about = {"grade_id": "why", "points": 3, "grade": True, "solution": True, "locked": False, "task": False, "schema_version": 3}
spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
for place, text in (("source/ps1", "?"), ("submitted/ada/ps1", "Because.")):
    Path(place).mkdir(parents=True)
    cells = [new_markdown_cell(text, metadata={"nbgrader": about})]
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": spec}), Path(place, "p.ipynb"))
PYTHON
cat >read.py <<'PYTHON'
import json
import sys
import time
import urllib.error
import urllib.request

from nbgrader.api import Gradebook


def colleague_gives(points):
    with Gradebook("sqlite:///gradebook.db") as gradebook:
        gradebook.find_grade("why", "p", "ps1", "ada").manual_score = points
        gradebook.db.commit()
        return gradebook.find_submission_notebook("p", "ps1", "ada").id


def formgrader(path, data=None):
    headers = {"Authorization": "token secret", "Content-Type": "application/json"}
    body = None if data is None else json.dumps(data).encode()
    address = f"http://127.0.0.1:{sys.argv[1]}/formgrader/api/{path}"
    request = urllib.request.Request(address, body, headers, method="PUT" if data else "GET")
    for attempt in range(120):
        try:
            with urllib.request.urlopen(request) as reply:
                return json.load(reply)
        except urllib.error.URLError as error:
            if isinstance(error, urllib.error.HTTPError):
                raise
            time.sleep(0.5)  # the server is starting


answer = colleague_gives(1.0)
points = lambda: formgrader(f"grades?submission_id={answer}")[0]["manual_score"]
seen = [points()]
colleague_gives(2.0)
seen.append(points())
(comment,) = formgrader(f"comments?submission_id={answer}")
formgrader(f"comment/{comment['id']}", {**comment, "manual_comment": "Hm."})
seen.append(points())
print(*seen)
PYTHON
python course.py
nbgrader generate_assignment ps1 >log 2>&1
nbgrader autograde ps1 >>log 2>&1
port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
jupyter server --allow-root --ServerApp.ip=127.0.0.1 --ServerApp.port="$port" --ServerApp.token=secret \
  --ServerApp.jpserver_extensions="{'nbgrader.server_extensions.formgrader': True}" >server.log 2>&1 &
server=$!
seen=$(python -W ignore read.py "$port") || seen="nothing: $(tail -1 server.log)"
kill "$server"
wait "$server" || true
nbgrader --version | tail -1
echo "expected at first, after the colleague, after saving something: 1.0 2.0 2.0"
echo "seen:                                                           $seen"
test "$seen" = "1.0 1.0 2.0"
