"""A static web host as common ones are: text is gzipped, pages are cached, the site stands under a path of its own."""

import gzip
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

GZIPPED = {".js", ".mjs", ".json", ".css", ".html", ".svg", ".ipynb", ".wasm", ".md", ".txt"}
TYPES = {
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".whl": "application/octet-stream",
    ".ipynb": "application/json",
    ".webp": "image/webp",
}
PREFIX = "/sub/path/"


@dataclass
class Host:
    """A running server: its address, and what it has sent as (path, bytes)."""

    address: str
    sent: list[tuple[str, int]] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """The paths that were asked for and are not there."""
        return [path for path, size in self.sent if size == 0]


@contextmanager
def serve(root: Path, prefix: str = PREFIX) -> Iterator[Host]:
    """Serve a folder at http://127.0.0.1:…/sub/path/ until the block ends."""
    host = Host("")

    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | TYPES

        def do_GET(self) -> None:
            name = unquote(urlsplit(self.path).path)
            if name == "/favicon.ico":  # browsers ask the host for it, whatever its pages say
                self.send_response(204)
                self.end_headers()
                return
            path = root / name.removeprefix(prefix) if name.startswith(prefix) else root / "//"
            path = path / "index.html" if path.is_dir() else path
            if not name.startswith(prefix) or not path.is_file():
                host.sent.append((name, 0))
                self.send_error(404)
                return
            zipped = path.suffix in GZIPPED and "gzip" in self.headers.get("Accept-Encoding", "")
            body = _gzipped(path) if zipped else path.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(str(path)))
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=600")
            if zipped:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            host.sent.append((name, len(body)))
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Nothing: what was sent is in the list."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.address = f"http://127.0.0.1:{server.server_port}{prefix}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@cache
def _gzipped(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6)
