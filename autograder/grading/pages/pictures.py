"""The picture in an exercise's grade, so that a page can show it and nothing of it can run."""

import base64
import html
import re

from nbformat.notebooknode import NotebookNode

from autograder.exercises.agreed import GRADE_MIME

PICTURE_BYTES = 300_000
HTML_LENGTH = 400_000
PASTED_LENGTH = 10_000_000  # characters of one picture, as base64
MOST_PASTED = 20
_PASTED = ("image/png", "image/jpeg", "image/gif", "image/webp")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
_SVG = re.compile(r"<svg\b")
_IMG = re.compile(r"<img\b[^<>]*>")
_PNG = re.compile(r"\bsrc=\"(data:image/png;base64,[A-Za-z0-9+/=\s]+)\"")
_ALT = re.compile(r"(?:alt|aria-label)=\"([^\"]*)\"|<title[^<>]*>([^<]*)</title>")


def picture(cell: NotebookNode) -> tuple[str, str]:
    """The picture in a grade's HTML as the address of an image, which runs no script, and its text."""
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        page = data.get("text/html", "") if GRADE_MIME in data else ""
        page = "".join(page) if isinstance(page, list) else str(page)
        if len(page) > HTML_LENGTH:
            continue
        text, address = _svg(page) or _png(page) or ("", "")
        if address and len(address) <= PICTURE_BYTES:
            alt = _ALT.search(text)
            return address, html.unescape(alt.group(1) or alt.group(2) or "") if alt else ""
    return "", ""


def pasted_pictures(cell: NotebookNode) -> list[tuple[str, str]]:
    """The pictures that were pasted into an answer: addresses that bring them along, and their names.

    Only kinds that run no script, of bounded size and number.
    """
    found = []
    for name, bundle in cell.get("attachments", {}).items():
        for kind in _PASTED:
            data = bundle.get(kind, "")
            if isinstance(data, str) and len(data) <= PASTED_LENGTH and _BASE64.fullmatch(data):
                found.append((f"data:{kind};base64,{''.join(data.split())}", name))
    return found[:MOST_PASTED]


def _svg(page: str) -> tuple[str, str] | None:
    """The first inline SVG and its address."""
    start = _SVG.search(page)
    end = page.find("</svg>", start.end()) if start else -1
    if start is None or end < 0:
        return None
    text = page[start.start() : end + len("</svg>")]
    if "xmlns=" not in text:
        text = text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return text, "data:image/svg+xml;base64," + base64.b64encode(
        text.encode("utf-8", "replace")
    ).decode()


def _png(page: str) -> tuple[str, str] | None:
    """The first image that brings its own PNG and its address."""
    for tag in _IMG.findall(page):
        if source := _PNG.search(tag):
            return tag, source.group(1)
    return None
