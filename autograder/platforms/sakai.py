"""Sakai's own: the folders of a submission, which are called in the language of who downloads, and its time."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from autograder.platforms import times
from autograder.platforms.download import Download
from autograder.platforms.handed import Handed
from autograder.platforms.patterns import PATTERNS

REGEX = next(one.regex for one in PATTERNS if one.platform == "sakai")
FEEDBACK = "Feedback Attachment(s)"
"""The folder's name in English."""


def without_feedback(download: Download, handed: list[Handed]) -> tuple[list[Handed], str]:
    """The files that students handed in, and the name of the folder beside them that is for feedback.

    A zip file has both folders of each submission, empty ones too, and that of feedback is the second. Where the
    download shows one folder alone its name is that of the work, and the other's is not known.
    """
    order: dict[str, list[str]] = {}  # a student's folders, in the order of the zip file
    for name in download.folders:
        match = REGEX.match(f"{name}/file")
        if match and match["sep"] == "/" and match["rest"].count("/") == 1:
            order.setdefault(name.rpartition("/")[0], []).append(name.rpartition("/")[2])
    second = Counter(folders[1] for folders in order.values() if len(folders) == 2)
    if second:
        feedback = second.most_common(1)[0][0]
        return [one for one in handed if _within(one) != feedback], feedback
    english = any(_within(one) == "Submission attachment(s)" for one in handed)
    return handed, FEEDBACK if english else ""


def _within(one: Handed) -> str:
    match = REGEX.match(one.member)
    return match["rest"].partition(match["sep"])[0] if match else ""


def with_time(download: Download, handed: Handed) -> Handed:
    """The same with the time that lies beside it."""
    match = REGEX.match(handed.member)
    name = f"{handed.member[: match.start('sep')]}/timestamp.txt" if match else ""
    if name not in download.sizes:
        return handed
    text = download.text(name).strip()
    when = times.read(text.replace("Z", "+00:00"))
    if when is None and text.isdigit() and len(text) == 17:  # older versions: to the millisecond
        when = datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    elif when is None and text.isdigit():
        when = datetime.fromtimestamp(int(text) / 1000, UTC)
    return replace(handed, when=when)
