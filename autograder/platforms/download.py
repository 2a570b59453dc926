"""A platform's download: a zip file as it came, or a folder that somebody unpacked.

Names are the platform's and the students': they are read as text and never used as paths here.
"""

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.grading.course import CourseError

LARGEST_FILE = 100_000_000  # bytes, unpacked
LARGEST_DOWNLOAD = 4_000_000_000
MOST_FILES = 200_000
UTF8_FLAG = 0x800
DAMAGED = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(OSError, EOFError, RuntimeError, NotImplementedError, ValueError, OverflowError),
)
"""What the standard library raises for a zip file that is cut off or damaged somewhere."""


@dataclass
class Download:
    """The files of a download by their names in it, with ``/`` between the parts of a name.

    Attributes:
        path: the zip file or the folder.
        sizes: size in bytes of every file that counts, by name.
        left_out: names that were left out, with the reason.
        folders: the names of folders that a zip file has by themselves, in its order.
    """

    path: Path
    sizes: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    _members: dict[str, tuple[zipfile.ZipFile, zipfile.ZipInfo]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names of the files, sorted."""
        return sorted(self.sizes)

    def read(self, name: str) -> bytes:
        """The content of a file; CourseError if it is damaged or has another size than it says."""
        if name not in self._members:
            return (self.path / name).read_bytes()
        archive, member = self._members[name]
        try:
            with archive.open(member) as file:
                content = file.read(self.sizes[name] + 1)
        except DAMAGED as error:
            raise CourseError(
                f"{name} in {self.path.name} cannot be unpacked ({error}). Download the file again."
            ) from error
        if len(content) != self.sizes[name]:
            raise CourseError(f"{name} in {self.path.name} has not the size that it says.")
        return content

    def text(self, name: str) -> str:
        """A file as text; what is no UTF-8 is replaced."""
        return self.read(name).decode("utf-8-sig", "replace")

    def unpack(self, name: str) -> list[str]:
        """Take in what a zip file of the download holds; the new names begin with its own."""
        try:
            archive = zipfile.ZipFile(io.BytesIO(self.read(name)))
            return _take_in(self, archive, f"{name}/")
        except DAMAGED:
            self.left_out[name] = "it is no zip file, or it is cut off"
            return []

    def find(self, file: str) -> list[str]:
        """The files of this last name, those nearest to the top first."""
        found = [name for name in self.names if PurePosixPath(name).name == file]
        return sorted(found, key=lambda name: name.count("/"))


@contextmanager
def opened(path: Path) -> Iterator[Download]:
    """Open a download; CourseError where there is none."""
    if path.is_dir():
        yield _of_folder(path)
        return
    if not path.is_file():
        raise CourseError(f"There is no download {path}.")
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(path))
            download = Download(path)
            _take_in(download, archive)
        except DAMAGED as error:
            raise CourseError(
                f"{path} is no zip file, or it is cut off. Download it again, or name a folder."
            ) from error
        yield download


def _of_folder(path: Path) -> Download:
    download = Download(path)
    for file in sorted(path.rglob("*")):
        if file.is_symlink():
            download.left_out[file.relative_to(path).as_posix()] = "it is a link"
        elif file.is_file():
            _add(download, file.relative_to(path).as_posix(), file.stat().st_size)
    return download


def _take_in(download: Download, archive: zipfile.ZipFile, below: str = "") -> list[str]:
    """Take in the files of an archive, their names ``below`` that of the archive; returns the names."""
    taken = []
    for member in archive.infolist():
        name = _name(member)
        if not name or name.endswith("/"):
            download.folders += filter(None, [name.rstrip("/")])
            continue
        whole = f"{below}{name}"
        if stat.S_ISLNK(member.external_attr >> 16):
            download.left_out[whole] = "it is a link"
        elif whole in download.sizes:
            download.left_out[whole] = "the download has another file of this name"
        elif _add(download, whole, member.file_size):
            download._members[whole] = archive, member
            taken.append(whole)
    if sum(download.sizes.values()) > LARGEST_DOWNLOAD:
        raise CourseError(f"{download.path} unpacks to more than {LARGEST_DOWNLOAD / 1e9:g} GB.")
    return taken


def _add(download: Download, name: str, size: int) -> bool:
    """Take a file in, unless it is nobody's work or too large."""
    parts = PurePosixPath(name).parts
    if ".." in parts or name.startswith("/"):
        download.left_out[name] = "its name leads out of the download"
        return False
    if any(part.startswith((".", "~", "__MACOSX")) for part in parts):
        return False  # what operating systems and editors leave behind
    if size > LARGEST_FILE:
        download.left_out[name] = f"it has more than {LARGEST_FILE / 1e6:g} MB"
        return False
    if len(download.sizes) >= MOST_FILES:
        raise CourseError(f"{download.path} has more than {MOST_FILES} files.")
    download.sizes[name] = size
    return True


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name. Without its flag, UTF-8 was read as code page 437: undo that where it fits."""
    name = member.filename.replace("\\", "/")
    if member.flag_bits & UTF8_FLAG:
        return name
    raw = name.encode("cp437", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp850")  # what downloads "for DOS" use in Western Europe
