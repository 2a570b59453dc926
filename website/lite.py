"""The live part of the site: JupyterLite with Pyodide, our wheel, the lessons and the problem sets."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import autograder
from autograder.material.places import lesson_files, problem_set_files, problem_sets
from website import distribution, opening
from website.distribution import Wheel

ROOT = Path(__file__).resolve().parents[1]
PURE = ["ipywidgets", "anywidget", "psygnal", "typing_extensions", "comm", "jupyterlab_widgets"]
KERNEL = [
    "micropip",
    "piplite",
    "ipykernel",
    "comm",
    "pyodide-kernel",
    "jedi",
    "ipython",
    "packaging",
]
COURSE = ["sgd-course", "sgd-course-lab"]
DEPENDS: dict[str, tuple[str, ...]] = {
    "sgd-course": ("numpy",),
    "ipywidgets": ("comm", "traitlets", "ipython", "jupyterlab-widgets", "widgetsnbextension"),
    "anywidget": ("ipywidgets", "psygnal", "typing-extensions"),
    "comm": ("traitlets",),
    "pyodide-kernel": ("traitlets", "ipython", "ipykernel", "comm"),
}
LAB = ("sgd-course", "matplotlib", "traitlets", "ipywidgets", "anywidget")
"""What `autograder.lab` needs and the rest does not: problem sets load none of it."""
SETTINGS = "@jupyterlite/pyodide-kernel-extension:kernel"
FOLDER = "my_work"
"""Where lessons and problem sets are, as on a student's own machine."""


def build(wheels: str, work: Path, out: Path) -> None:
    """Write the live site to ``out``. MissingError says what cannot be had of Pyodide.

    wheels: a folder or an address with the wheels of Pyodide's official lock, or a folder with a whole distribution.
    """
    lite = work / "lite"
    shutil.rmtree(lite, ignore_errors=True)
    for stale in work.rglob(".jupyterlite.doit.db*"):  # it would skip writing the kernel's address
        stale.unlink()
    given = Path(wheels)
    whole = ":" not in wheels and (given / "pyodide.mjs").is_file()
    base = given if whole else distribution.runtime(work / "runtime")
    own = [*_course_wheels(work / "wheels"), *_kernel_wheels()]
    distribution.assemble(lite / "static/pyodide", base, wheels, own, [*KERNEL, *COURSE])
    for name, content in contents().items():
        place = lite / "files" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(opening.stamped(content) if name.endswith(".ipynb") else content)
    _write_settings(lite)
    command = [
        sys.executable,
        "-m",
        "jupyterlite_core",
        "build",
        "--lite-dir",
        lite,
        "--output-dir",
        out,
    ]
    more = ["--contents", lite / "files", "--apps", "lab", "--apps", "notebooks"]
    less = ["--no-sourcemaps", "--no-unused-shared-packages"]
    done = subprocess.run(
        [*map(str, [*command, *more, *less])], cwd=lite, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(
            f"JupyterLite could not be built:\n{(done.stdout + done.stderr)[-3000:]}"
        )


def contents() -> dict[str, bytes]:
    """Lessons and problem sets by their path among the live files."""
    lessons = {f"{FOLDER}/lessons/{name}": content for name, content in lesson_files().items()}
    sets = {
        f"{FOLDER}/{name}/{path}": content
        for name in problem_sets()
        for path, content in problem_set_files(name).items()
    }
    return lessons | sets


def _write_settings(lite: Path) -> None:
    kernel = {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": KERNEL}}
    config = {
        "appName": "Batches, iterations, epochs",
        "exposeAppInBrowser": True,
        "enableMemoryStorage": True,  # a private window has no other; what is written there is gone with it
        "litePluginSettings": {SETTINGS: kernel},
    }
    settings = {"jupyter-lite-schema-version": 0, "jupyter-config-data": config}
    (lite / "jupyter-lite.json").write_text(json.dumps(settings, indent=1), "utf-8")
    news = {"fetchNews": "false", "checkForUpdates": False}
    overrides = {"@jupyterlab/apputils-extension:notification": news}
    (lite / "overrides.json").write_text(json.dumps(overrides), "utf-8")


def _course_wheels(folder: Path) -> list[Wheel]:
    """Our wheel, the pure wheels that it needs and Pyodide has not, and an empty one for what figures need."""
    shutil.rmtree(folder, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT], check=True)
    pure = ["--no-deps", "--only-binary=:all:", "--python-version=3.14", "--platform=any"]
    pins = ["--constraint", ROOT / "constraints.txt", "--dest", folder]
    subprocess.run([*map(str, [*pip, "download", *pure, *pins, *PURE])], check=True)
    found = [Wheel(path, DEPENDS.get(_name(path), ())) for path in sorted(folder.glob("*.whl"))]
    lab = _write_empty_wheel(folder, "sgd_course_lab", autograder.__version__)
    return [*found, Wheel(lab, LAB, ("autograder.lab",))]


def _kernel_wheels() -> list[Wheel]:
    """The wheels that JupyterLite's kernel brings, the newest of each."""
    share = Path(sys.prefix) / "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension"
    newest = {_name(path): path for path in sorted((share / "static/pypi").glob("*.whl"))}
    return [Wheel(path, DEPENDS.get(name, ())) for name, path in newest.items()]


def _name(wheel: Path) -> str:
    return distribution.canonical(wheel.name.split("-")[0])


def _write_empty_wheel(folder: Path, name: str, version: str) -> Path:
    wheel, info = folder / f"{name}-{version}-py3-none-any.whl", f"{name}-{version}.dist-info"
    files = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: website\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    with zipfile.ZipFile(wheel, "w") as archive:
        for file, text in files.items():
            archive.writestr(f"{info}/{file}", text)
    return wheel
