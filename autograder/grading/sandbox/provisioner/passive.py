"""What of a display bundle a browser cannot run: pictures, text, and HTML of the plainest kind.

JupyterLab gives the output of a cell that it has just run every right of the page: scripts in it
act as the person who sits there. So a bundle from a sandbox keeps only what is listed here. HTML
passes unchanged if all of it is recognized, and not at all otherwise; the text stays in any case.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from autograder.exercises.agreed import GRADE_MIME

MIMETYPES = frozenset(
    (
        "text/plain",
        "text/latex",
        "image/png",
        "image/jpeg",
        "image/gif",
        "application/json",
        GRADE_MIME,
    )
)
TAGS = (
    "a|abbr|b|blockquote|br|caption|code|col|colgroup|dd|del|details|div|dl|dt|em|h[1-6]|hr|i|img|ins|"
    "kbd|li|mark|ol|p|pre|s|samp|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul|var"
)
NAMES = (
    "align|alt|aria-label|border|class|colspan|height|lang|role|rowspan|scope|title|valign|width"
)
ATTRIBUTE = (
    rf'(?:{NAMES})="[^"<>]*"'
    r'|href="(?:https?://|#)[^"<>]*"'
    r'|src="data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*"'
    r'|style="(?![^"]*(?:url|position))[\w\s:;.,#%()-]*"'
)
PIECE = re.compile(rf"[^<]+|</(?:{TAGS})>|<(?:{TAGS})(?:\s+(?:{ATTRIBUTE}))*\s*/?>", re.IGNORECASE)
PANDAS_STYLE = re.compile(r"<style scoped>[^<]*</style>\s*")
# With neither tags nor entities, what is left to fear in Markdown is the address of a link.
ACTIVE_MARKDOWN = re.compile(r"[<&]|script\\?:|data\\?:", re.IGNORECASE)


def bundle(data: dict[str, Any]) -> dict[str, Any]:
    """The entries of a MIME bundle that run nowhere."""
    kept = {mime: value for mime, value in data.items() if mime in MIMETYPES}
    html, text, svg = (data.get(mime) for mime in ("text/html", "text/markdown", "image/svg+xml"))
    if isinstance(svg, str):  # as a picture, in which no script runs: pages may show SVG as it is
        encoded = base64.b64encode(svg.encode()).decode("ascii")
        kept["text/html"] = f'<img alt="" src="data:image/svg+xml;base64,{encoded}">'
    if isinstance(html, str):
        html = PANDAS_STYLE.sub("", html)
        if is_plain(html):
            kept["text/html"] = html
    if isinstance(text, str) and not ACTIVE_MARKDOWN.search(text):
        kept["text/markdown"] = text
    return kept


def is_plain(html: str) -> bool:
    """True if every tag and attribute is a known one, in its plainest spelling."""
    position = 0
    while position < len(html):
        piece = PIECE.match(html, position)
        if piece is None:
            return False
        position = piece.end()
    return True
