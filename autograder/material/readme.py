"""The README as a package index shows it: away from the repository's files."""

import re

LINK = re.compile(r"(!?)\[([^\]]*)\]\((?![a-z]+:|#)([^)\s]+)\)")
"""A Markdown link, or picture, to a file of the repository."""


def elsewhere(text: str, repository: str) -> str:
    """Links and pictures lead to the repository; if its address is "", links are their text and pictures are left out.

    >>> elsewhere("See [the guide](docs/a.md).", "https://example.org/course")
    'See [the guide](https://example.org/course/blob/main/docs/a.md).'
    >>> elsewhere("See [the guide](docs/a.md).", "")
    'See the guide.'
    """
    home = repository.rstrip("/")

    def replaced(found: re.Match[str]) -> str:
        mark, words, target = found.groups()
        if not home:
            return "" if mark else words
        return f"{mark}[{words}]({home}/{'raw' if mark else 'blob'}/main/{target})"

    return LINK.sub(replaced, text)


def addresses(repository: str) -> dict[str, str]:
    """The project's addresses, by what stands there; none where the repository has none."""
    home = repository.rstrip("/")
    return {"Repository": home, "Changelog": f"{home}/blob/main/CHANGELOG.md"} if home else {}
