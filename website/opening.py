"""Where a page's notebook opens live, and how an old copy of it in the reader's browser is known."""

import hashlib
import html
import json

STAMP = "sgd_course_release"
"""Metadata of a live notebook: the release that it came from. `page/copies.js` compares it."""


def link(path: str, content: bytes) -> str:
    """HTML with the link from a page one folder down to the live notebook at ``path``."""
    about = f'data-copy="{html.escape(path)}" data-release="{_release(content)}"'
    address = f"../lite/lab/index.html?path={html.escape(path)}"
    says = '<span role="status"></span>'
    return f'<p class="course-open" {about}><a href="{address}">Open live</a> {says}</p>'


def stamped(content: bytes) -> bytes:
    """A notebook that says which release it came from."""
    notebook = json.loads(content)
    notebook["metadata"][STAMP] = _release(content)
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _release(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
