#!/usr/bin/env bash
# canvasapi 3.6.0, requests 2.34.2
#
# A due date is taken away with assignment.edit(assignment={"due_at": None}), the types of submission with [], and a mark with
# submission.edit(submission={"posted_grade": None}), as the platform's own answers have null and [] for "none".
# Expected: the request says so, or the call is refused.
# Seen: a field whose value is None or an empty list is left out of the request. The platform is asked to change nothing and
#   answers with success; the call returns as if all was done. (An empty string is sent.)
# Why it matters here: a mark that was to be taken back stays, and lateness counts from a date that was to be lifted.
# The platform is played by a few lines that keep what they are sent.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet canvasapi==3.6.0 requests==2.34.2
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from urllib.parse import parse_qsl

from canvasapi import Canvas

sent = []


class Platform(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if self.command == "PUT":
            sent.append(parse_qsl(body, keep_blank_values=True))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps({"id": 1, "course_id": 1, "assignment_id": 1, "user_id": 1}).encode())

    do_GET = do_PUT = answer

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
threading.Thread(target=server.serve_forever, daemon=True).start()
assignment = Canvas(f"http://127.0.0.1:{server.server_port}", "token").get_course(1).get_assignment(1)
assignment.edit(assignment={"due_at": None, "published": True})
assignment.edit(assignment={"due_at": "", "published": True})
assignment.edit(assignment={"submission_types": [], "published": True})
assignment.get_submission(1).edit(submission={"posted_grade": None})
server.shutdown()
print("canvasapi", version("canvasapi"), "requests", version("requests"))
print("expected: due_at, submission_types and posted_grade in the requests that name them")
for request in sent:
    print("seen:", request)
published = ("assignment[published]", "true")
assert sent == [[published], [("assignment[due_at]", ""), published], [published], []]
PYTHON
