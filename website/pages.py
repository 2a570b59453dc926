"""Gathers the sources of all pages but the lessons: guides as they stand, and pages made from what the course knows."""

import re
import shutil
from pathlib import Path

import nbformat

from autograder.lab.lessons import Lesson
from autograder.material.places import problem_set_files, problem_sets
from website import lite, opening

ROOT = Path(__file__).resolve().parents[1]
GUIDES = {
    "lessons/README.md": "lessons/index.md",
    "course/README.md": "guides/instructors.md",
    "benchmarks/README.md": "benchmarks.md",
    **{f"docs/{page.name}": f"guides/{page.name}" for page in sorted((ROOT / "docs").glob("*.md"))},
}
"""Files of the repository that are pages, and where on the site they stand."""
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")


def gather(source: Path, lessons: list[Lesson], *, live: bool) -> None:
    """Write or copy the sources of the pages below ``source``; ``live`` where there are live notebooks to open."""
    for name, place in GUIDES.items():
        _write(source / place, _guide(name, source))
    for name in problem_sets():
        for path, content in problem_set_files(name).items():
            copy = source / "problem-sets" / path
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
            if live and path.endswith(".ipynb"):
                _add_opener(copy, f"{lite.FOLDER}/{name}/{path}", content)
    for page in (ROOT / "website/text").rglob("*.md"):
        _write(source / page.relative_to(ROOT / "website/text"), page.read_text("utf-8"))
    _write(source / "index.md", _front(source / "index.md", lessons))
    work = (ROOT / f"website/live/{'with' if live else 'without'}.md").read_text("utf-8")
    _write(source / "work.md", (source / "work.md").read_text("utf-8").replace("{live}", work))
    _append(source / "lessons/index.md", _contents([lesson.path.stem for lesson in lessons]))
    _append(source / "problem-sets/index.md", _contents(problem_sets()))


def _add_opener(copy: Path, path: str, content: bytes) -> None:
    """The link to the live notebook, under the opening of a problem set's page."""
    notebook = nbformat.reads(content.decode(), as_version=4)
    opener = nbformat.v4.new_markdown_cell(opening.link(path, content))
    notebook.cells.insert(1, opener)
    nbformat.write(notebook, copy)


def _front(page: Path, lessons: list[Lesson]) -> str:
    """The front page with its list of lessons filled in, and the guides that it does not name."""
    rows = [
        f"{lesson.number}. [{lesson.course['title']}](lessons/{lesson.path.name}): {lesson.course['idea']}"
        for lesson in lessons
    ]
    text = page.read_text("utf-8")
    guides = (place.removesuffix(".md") for place in GUIDES.values() if place.startswith("guides/"))
    others = "\n".join(guide for guide in guides if guide not in text)
    return text.replace("{lessons}", "\n".join(rows)).replace("{others}", others)


def _guide(name: str, source: Path) -> str:
    """A file of the repository as a page: links to other pages lead there, other files are named only."""
    at, place = ROOT / name, Path(GUIDES[name])

    def changed(link: re.Match[str]) -> str:
        picture, text, address = link.groups()
        path, hash, anchor = address.partition("#")
        if not path or ":" in path:
            return link[0]
        target = (at.parent / path).resolve()
        known = target.relative_to(ROOT).as_posix()
        if picture or target.suffix == ".png":
            copy = source / "images" / target.name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(target, copy)
            return f"{picture}[{text}]({_up(place)}images/{target.name})"
        if known in GUIDES:
            return f"[{text}]({_up(place)}{GUIDES[known]}{hash}{anchor})"
        if target.suffix == ".ipynb" and target.parent.name == "lessons":
            return f"[{text}]({_up(place)}lessons/{target.name})"
        return text if text == known else f"{text} (`{known}`)"

    return LINK.sub(changed, at.read_text("utf-8"))


def _up(place: Path) -> str:
    return "../" * (len(place.parts) - 1)


def _contents(names: list[str]) -> str:
    return "\n```{toctree}\n:hidden:\n\n" + "\n".join(names) + "\n```\n"


def _append(page: Path, text: str) -> None:
    _write(page, page.read_text("utf-8") + text)


def _write(page: Path, text: str) -> None:
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, "utf-8")
