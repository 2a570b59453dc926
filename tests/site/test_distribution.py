"""What Python in the browser is made of: the lock is cut down, and no wheel is taken that is not the lock's."""

import hashlib
import json

import pytest

from website.distribution import MissingError, Wheel, assemble, closure, described
from website.lite import _write_empty_wheel


@pytest.fixture
def base(tmp_path):
    """A distribution with two packages, one of which needs the other, and a third that nobody wants."""
    folder = tmp_path / "base"
    folder.mkdir()
    packages = {}
    for name, depends in (("numpy", []), ("matplotlib", ["NumPy"]), ("unwanted", [])):
        (folder / f"{name}.whl").write_bytes(name.encode())
        digest = hashlib.sha256(name.encode()).hexdigest()
        packages[name] = {
            "name": name,
            "file_name": f"{name}.whl",
            "sha256": digest,
            "depends": depends,
        }
    (folder / "pyodide-lock.json").write_text(json.dumps({"info": {}, "packages": packages}))
    (folder / "pyodide.mjs").write_text("export {}")
    return folder


def kept(folder):
    return set(json.loads((folder / "pyodide-lock.json").read_text())["packages"])


def test_what_is_wanted_and_what_it_needs_is_there_and_nothing_else(base, tmp_path):
    assemble(tmp_path / "out", base, str(base), [], ["matplotlib"])
    assert kept(tmp_path / "out") == {"numpy", "matplotlib"}
    assert sorted(path.name for path in (tmp_path / "out").glob("*.whl")) == [
        "matplotlib.whl",
        "numpy.whl",
    ]


def test_an_own_wheel_joins_the_lock_with_its_imports(base, tmp_path):
    wheel = _write_empty_wheel(tmp_path, "our_lab", "1.0")
    own = Wheel(wheel, ("matplotlib",), ("our.lab",))
    assemble(tmp_path / "out", base, str(base), [own], ["our-lab"])
    assert kept(tmp_path / "out") == {"our-lab", "matplotlib", "numpy"}
    assert described(own)["imports"] == ["our.lab"]
    assert (tmp_path / "out" / wheel.name).read_bytes() == wheel.read_bytes()


def test_a_wheel_that_is_not_the_locks_is_refused(base, tmp_path):
    (base / "numpy.whl").write_bytes(b"other")
    with pytest.raises(
        MissingError, match=r"numpy\.whl .* is not the file that Pyodide's lock names"
    ):
        assemble(tmp_path / "out", base, str(base), [], ["numpy"])


@pytest.mark.parametrize("place", ["nowhere", "http://127.0.0.1:9"])
def test_a_wheel_that_cannot_be_had_is_named(base, tmp_path, place):
    with pytest.raises(MissingError, match=f"numpy.whl cannot be had from {place}"):
        assemble(tmp_path / "out", base, place, [], ["numpy"])


def test_a_package_that_the_lock_lacks_is_named():
    with pytest.raises(MissingError, match="no package torch"):
        closure({}, ["torch"])
