"""What Python in the browser is made of: Pyodide's runtime, a lock cut down to what the course needs, and its wheels.

The runtime and the official lock come from the npm package ``pyodide``. The lock's wheels are not there: they come from
a folder or an address that has them, and each must have the lock's SHA-256.
"""

import hashlib
import json
import re
import shutil
import urllib.error
import urllib.request
import zipfile
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path
from typing import Any

from website.node import npm

SOURCE = Path(__file__).parent / "runtime"
RUNTIME = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.js",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
)
LOCK = "pyodide-lock.json"
Entry = dict[str, Any]
Packages = dict[str, Entry]


@dataclass(frozen=True)
class Wheel:
    """A wheel, the packages that it needs in the browser, and the imports that load it (by default its modules)."""

    path: Path
    depends: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


class MissingError(Exception):
    """A file of the distribution cannot be had; the message says which and from where."""


def runtime(work: Path) -> Path:
    """The folder of the runtime from npm; ``work`` keeps it for the next time."""
    shutil.copytree(SOURCE, work, dirs_exist_ok=True)
    npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], work)
    return work / "node_modules/pyodide"


def assemble(target: Path, base: Path, wheels: str, own: list[Wheel], wanted: list[str]) -> None:
    """Write runtime, lock and wheels to ``target``.

    base: the runtime's folder. wheels: folder or address of the lock's wheels. own: wheels that the lock does not have;
    where it has a package, its own is taken. wanted: what must be there, with all that it depends on.
    """
    target.mkdir(parents=True, exist_ok=True)
    for name in RUNTIME:
        if (base / name).exists():
            shutil.copyfile(base / name, target / name)
    lock = json.loads((base / LOCK).read_text("utf-8"))
    packages = {canonical(name): entry for name, entry in lock["packages"].items()}
    places: dict[str, Path] = {}
    for wheel in own:
        entry = described(wheel)
        if packages.setdefault(entry["name"], entry) is entry:
            places[entry["name"]] = wheel.path
    kept = closure(packages, wanted)
    for name, entry in kept.items():
        if name in places:
            shutil.copyfile(places[name], target / entry["file_name"])
        else:
            (target / entry["file_name"]).write_bytes(_wheel(wheels, entry))
    lock["packages"] = kept
    (target / LOCK).write_text(json.dumps(lock), "utf-8")


def described(wheel: Wheel) -> Entry:
    """A wheel as an entry of Pyodide's lock."""
    with zipfile.ZipFile(wheel.path) as archive:
        names = archive.namelist()
        meta = next(name for name in names if name.endswith(".dist-info/METADATA"))
        about = Parser().parsestr(archive.read(meta).decode())
    tops = {name.split("/")[0] for name in names}
    found = {top.removesuffix(".py") for top in tops if not top.endswith((".dist-info", ".data"))}
    name = canonical(about["Name"])
    return {
        "name": name,
        "version": about["Version"],
        "file_name": wheel.path.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.path.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": list(wheel.imports) or sorted(found),
        "depends": list(wheel.depends),
        "unvendored_tests": False,
    }


def closure(packages: Packages, wanted: list[str]) -> Packages:
    """The packages that are wanted, and all that they depend on."""
    kept: Packages = {}
    todo = [canonical(name) for name in wanted]
    while todo:
        name = todo.pop()
        if name not in packages:
            raise MissingError(f"Pyodide's lock has no package {name}.")
        if name not in kept:
            kept[name] = packages[name]
            todo += [canonical(other) for other in packages[name]["depends"]]
    return kept


def canonical(name: str) -> str:
    """A package's name as the lock spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _wheel(wheels: str, entry: Entry) -> bytes:
    name = entry["file_name"]
    try:
        if ":" in wheels:
            with urllib.request.urlopen(f"{wheels.rstrip('/')}/{name}", timeout=120) as answer:
                content = bytes(answer.read())
        else:
            content = (Path(wheels) / name).read_bytes()
    except (OSError, urllib.error.URLError) as error:
        raise MissingError(f"{name} cannot be had from {wheels}: {error}") from None
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise MissingError(f"{name} from {wheels} is not the file that Pyodide's lock names.")
    return content
