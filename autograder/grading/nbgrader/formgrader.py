"""What formgrader shows of a student's notebook: the text, the tables and the pictures, and nothing that runs.

Formgrader's page is part of the instructor's Jupyter session, and its template shows Markdown cells as they are
even where nbconvert is told to sanitize. ``course/nbgrader_config.py`` puts these filters in nbconvert's place.
"""

import re
from functools import cache

import bleach
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import escape
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.preprocessors import Preprocessor
from nbformat.notebooknode import NotebookNode

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
# A file beside the notebook: its name, in no folder above and at no other server.
BESIDE = re.compile(
    r"(?:(?:\w|%(?!2e|2f|5c))(?:[\w .()-]|%(?!2e|2f|5c))*(?:/(?!$)|$))+", re.IGNORECASE
)
# What nbconvert and pandas write. The page's own classes make buttons of an answer: a click gives full credit.
CLASSES = re.compile(
    r"(?:(?:anchor-link|dataframe|highlight|hl|language-[\w+-]+|[a-z]{1,2}\d?)(?: |$))*"
)


def _is_style(tag: str, name: str, value: str) -> bool:
    return name == "class" and CLASSES.fullmatch(value) is not None


def _is_link(tag: str, name: str, value: str) -> bool:
    """Whether a link leads to another site or place of the page: Jupyter serves files beside the notebook as pages."""
    away = value.lower().startswith(("http://", "https://", "mailto:", "#"))
    return name == "title" or (name == "href" and away) or _is_style(tag, name, value)


def _is_picture(tag: str, name: str, value: str) -> bool:
    """Whether a picture comes with the submission: any other address would be asked in the instructor's name."""
    own = value.lower().startswith("data:image/") or BESIDE.fullmatch(value) is not None
    return name in ("alt", "title", "width", "height") or (name == "src" and own)


ATTRIBUTES = {
    "*": _is_style,
    "a": _is_link,
    "img": _is_picture,
    "th": ["colspan", "rowspan"],
    "td": ["colspan", "rowspan"],
}
PROTOCOLS = bleach.ALLOWED_PROTOCOLS | {"data"}  # pictures that are attached to an answer


def clean(html: str) -> str:
    """HTML without scripts, handlers, styles and forms; their text stays."""
    return str(
        bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True)
    )


class EscapeNames(Preprocessor):  # type: ignore[misc]  # its package has no types
    """Names as text: formgrader's template writes the student's and the notebook's into the page as they are."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """The notebook as it is, and its resources with escaped names."""
        for name in ("student", "first_name", "last_name", "notebook_path"):
            if resources.get(name):
                resources[name] = str(escape(resources[name]))
        return nb, resources


@pass_context
def markdown(context: Context, source: str) -> str:
    """Markdown as nbconvert renders it, cleaned."""
    return clean(_exporter().markdown2html(context, source))


@cache
def _exporter() -> HTMLExporter:
    return HTMLExporter()
