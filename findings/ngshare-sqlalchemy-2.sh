#!/usr/bin/env bash
# ngshare 0.6.0, SQLAlchemy 2.1.9 and 1.4.54, JupyterHub 6.1.1
#
# ngshare, the server of nbgrader's exchange for classes without a shared disk, asks for SQLAlchemy without a bound. An instructor
# releases an assignment, and the assignments of the course are listed.
# Expected: what was released is listed; or the release fails.
# Seen: with SQLAlchemy 2 the release is answered with success and nothing is stored: the new row hangs on its course alone, and
#   since version 2 that takes no row into a session. The server's log has a warning; instructor and students have none, and
#   a student who fetches hears that there is no such assignment. With SQLAlchemy 1.4 it is listed.
# Why it matters here: a class is given nothing, and nobody is told.
# The hub is played by twelve lines that take every token for a user's name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet ngshare==0.6.0 jupyterhub==6.1.1 alembic==1.13.3 sqlalchemy==2.1.9 setuptools==80.9.0
cat >"$folder/play.py" <<'PYTHON'
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from socket import socket


class Hub(BaseHTTPRequestHandler):
    def do_GET(self):
        user = {"kind": "user", "name": self.headers.get("Authorization", "").split()[-1], "admin": False}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({**user, "groups": [], "scopes": ["access:services"]}).encode())

    def log_message(self, *arguments):
        pass


hub = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
threading.Thread(target=hub.serve_forever, daemon=True).start()
with socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
place = tempfile.mkdtemp(dir=os.path.dirname(os.path.abspath(__file__)))
environment = {
    **os.environ,
    "PATH": os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"],
    "JUPYTERHUB_API_URL": f"http://127.0.0.1:{hub.server_port}/hub/api",
    "JUPYTERHUB_API_TOKEN": "service",
    "JUPYTERHUB_CLIENT_ID": "service-ngshare",
    "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{port}",
    "JUPYTERHUB_SERVICE_PREFIX": "/api/",
}
command = [sys.executable, "-m", "ngshare", "--admins", "root", "--storage", place]
command += ["--database", f"sqlite:///{place}/ngshare.db"]
server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def ask(user, path, **data):
    body = urllib.parse.urlencode(data).encode() if data else None
    headers = {"Authorization": f"token {user}"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/{path}", body, headers)
    for _ in range(150):
        try:
            with urllib.request.urlopen(request) as reply:
                return json.load(reply)
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError:  # it has not started yet
            time.sleep(0.2)
    raise SystemExit("ngshare did not start")


try:
    ask("root", "course/c1", instructors='["prof"]')
    released = ask("prof", "assignment/c1/ps1", files='[{"path": "ps1.ipynb", "content": "e30="}]')
    listed = ask("prof", "assignments/c1")["assignments"]
finally:
    server.terminate()
    server.wait()
major = version("sqlalchemy").partition(".")[0]
print("ngshare", version("ngshare"), "SQLAlchemy", version("sqlalchemy"), released, listed)
assert released == {"success": True}
assert listed == ([] if major == "2" else ["ps1"])
PYTHON
"$folder/venv/bin/python" "$folder/play.py"
"$folder/venv/bin/pip" install --quiet sqlalchemy==1.4.54
"$folder/venv/bin/python" "$folder/play.py"
