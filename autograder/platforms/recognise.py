"""Which platform a download is from: the one whose names fit all notebooks, or most of them."""

import re
from dataclasses import dataclass

from autograder.grading.course import CourseError
from autograder.platforms import listed, sakai
from autograder.platforms.download import Download
from autograder.platforms.handed import Handed
from autograder.platforms.patterns import FOLDERS, PATTERNS, Pattern, folders, own

PLATFORMS = (*listed.LISTED, *(pattern.platform for pattern in PATTERNS), FOLDERS)
WORK = (".ipynb", ".zip")  # some hand their notebook in packed


@dataclass(frozen=True)
class Recognised:
    """What was made of a download.

    Attributes:
        platform: one of PLATFORMS, or "own".
        title: its name in a sentence.
        handed: the files that somebody handed in.
        strays: names that do not fit: nobody's, as far as can be seen.
        feedback_folder: what the platform calls the folder of feedback, where it depends on who downloads.
    """

    platform: str
    title: str
    handed: list[Handed]
    strays: list[str]
    feedback_folder: str = ""


def recognise(
    download: Download, platform: str | None = None, pattern: str | None = None
) -> Recognised:
    """Read a download as the platform's, which is found out where it is not given.

    Args:
        download: the files.
        platform: one of PLATFORMS.
        pattern: a regular expression for names that no platform here has.

    Raises:
        CourseError: where nothing fits, with what to do.
    """
    if pattern is not None:
        try:
            return _named(download, own(pattern))
        except (re.error, ValueError) as error:
            raise CourseError(f"--pattern {pattern!r} cannot be used: {error}") from error
    for name, (title, read) in listed.LISTED.items():
        if platform in (None, name) and (handed := read(download)) is not None:
            return Recognised(name, title, handed, _strays(download, handed))
    notebooks = _notebook_names(download)
    patterns = [one for one in PATTERNS if platform in (None, one.platform)]
    if platform in (None, FOLDERS):
        patterns.append(folders(notebooks))
    best = _best(patterns, notebooks, most=platform is None)
    if best is None:
        what = f"as {platform}'s" if platform else "as any platform's that is known"
        raise CourseError(
            f"No notebook in {download.path} could be read {what}. Its names begin like this: "
            f"{_sample(download)}. Name the platform with --from ({', '.join(PLATFORMS)}), or say "
            "with --pattern how its names are made."
        )
    found = _named(download, best)
    handed = listed.complete(best.platform, download, found.handed)
    folder = ""
    if best.platform == "sakai":
        handed, folder = sakai.without_feedback(download, handed)
    return Recognised(best.platform, best.title, handed, found.strays, folder)


def _best(patterns: list[Pattern], notebooks: list[str], *, most: bool) -> Pattern | None:
    """The pattern that fits the most notebooks; of equals the first, which is the most special.

    Any name fits a folder for each student, and files that students named themselves fit a platform here
    and there: with ``most``, a platform is believed where it fits half of the notebooks, and folders where none does.
    """

    def notebooks_of(pattern: Pattern) -> int:
        handed = [one for name in notebooks if (one := pattern.read(name)) is not None]
        return len([one for one in handed if one.file.lower().endswith(WORK)])

    fitting = [one for one in patterns if notebooks_of(one)]
    if most:
        named = [
            one
            for one in fitting
            if one.platform != FOLDERS and 2 * sum(map(one.fits, notebooks)) >= len(notebooks)
        ]
        fitting = named or [one for one in fitting if one.platform == FOLDERS]
    return max(fitting, key=lambda one: sum(map(one.fits, notebooks)), default=None)


def _named(download: Download, pattern: Pattern) -> Recognised:
    handed = [one for name in download.names if (one := pattern.read(name)) is not None]
    strays = [name for name in _notebook_names(download) if not pattern.fits(name)]
    return Recognised(pattern.platform, pattern.title, handed, strays)


def _strays(download: Download, handed: list[Handed]) -> list[str]:
    """Notebooks that nobody handed in, as the platform's list says."""
    taken = {one.member for one in handed}
    return [name for name in _notebook_names(download) if name not in taken]


def _notebook_names(download: Download) -> list[str]:
    return [name for name in download.names if name.lower().endswith(WORK)]


def _sample(download: Download) -> str:
    names = _notebook_names(download) or download.names
    return ", ".join(names[:3]) or "(it is empty)"
