"""What formgrader shows of a student's notebook: the text, the tables and the pictures, and nothing that runs.

Formgrader's page is part of the instructor's Jupyter session, and its template shows Markdown cells as they are
even where nbconvert is told to sanitize. ``course/nbgrader_config.py`` puts these filters in nbconvert's place.
"""

from functools import cache

import bleach
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter

TEXT = {
    "p",
    "br",
    "hr",
    "div",
    "span",
    "pre",
    "del",
    "s",
    "u",
    "sub",
    "sup",
    "img",
    "details",
    "summary",
}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LISTS = {"dl", "dt", "dd"}
TABLES = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
TAGS = bleach.ALLOWED_TAGS | TEXT | HEADINGS | LISTS | TABLES
ATTRIBUTES = {
    "*": ["class"],
    "a": ["href", "title"],
    "img": ["src", "alt", "title", "width", "height"],
    "th": ["colspan", "rowspan"],
    "td": ["colspan", "rowspan"],
}
PROTOCOLS = bleach.ALLOWED_PROTOCOLS | {"data"}  # pictures that are attached to an answer


def clean(html: str) -> str:
    """HTML without scripts, handlers, styles and forms; their text stays."""
    return str(
        bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True)
    )


@pass_context
def markdown(context: Context, source: str) -> str:
    """Markdown as nbconvert renders it, cleaned."""
    return clean(_exporter().markdown2html(context, source))


@cache
def _exporter() -> HTMLExporter:
    return HTMLExporter()
