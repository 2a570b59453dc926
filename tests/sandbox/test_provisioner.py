"""Any Jupyter client runs notebooks in the sandbox: nothing changes for it, and nothing gets out."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from autograder.grading.contract.isolation import Isolation
from autograder.grading.contract.limits import MIB
from autograder.grading.course import Course
from autograder.grading.sandbox.grader_side.usage import tree
from autograder.grading.sandbox.provisioner import provisioner
from tests.grading import small_course
from tests.hostile.conftest import left_over
from tests.hostile.test_as_ordinary_user import UID, interpreter
from tests.sandbox.conftest import NAME
from tests.sandbox.test_kernel import RICH, normal


def execute(cells: list[str], folder: Path, **traits: Any) -> Any:
    notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
    options = {"allow_errors": True, "timeout": 60, "coalesce_streams": True}
    resources = {"metadata": {"path": str(folder)}}
    config = Config(SandboxProvisioner=traits)
    NotebookClient(notebook, resources=resources, config=config, **options).execute()
    nbformat.validate(notebook)
    return notebook


@pytest.mark.usefixtures("sandboxed")
def test_outputs_equal_those_of_an_ordinary_kernel(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # ipykernel does not capture descriptors under pytest
    found = {}
    for name in ("local-provisioner", NAME):
        monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", name)
        found[name] = [normal(cell.outputs) for cell in execute(RICH, tmp_path).cells]
    for source, wanted, got in zip(RICH, *found.values(), strict=True):
        assert sorted(map(str, got)) == sorted(map(str, wanted)), source


def test_widgets_pass_if_active_content_may(sandboxed: None, tmp_path: Path) -> None:
    cells = ["import ipywidgets\nipywidgets.IntSlider(value=7)"]
    view = "application/vnd.jupyter.widget-view+json"
    passive = execute(cells, tmp_path)
    assert "widgets" not in passive.metadata
    assert view not in passive.cells[0].outputs[0].data
    active = execute(cells, tmp_path, active_content=True)
    state = active.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    assert 7 in [model["state"].get("value") for model in state.values()]
    assert view in active.cells[0].outputs[0].data


def test_a_client_sees_the_end_of_a_kernel(sandboxed: None, tmp_path: Path) -> None:
    with pytest.raises(DeadKernelError):
        execute(["print('before')\n__import__('os')._exit(1)"], tmp_path)


def test_files_are_copied_in_and_nothing_comes_back(sandboxed: None, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("1")
    (tmp_path / "hidden.ipynb").write_text("{}")
    code = "import os\nopen('new', 'w').close()\nos.remove('data.csv')"
    found = execute(["import os\nsorted(os.listdir())", code], tmp_path)
    assert found.cells[0].outputs[0].data["text/plain"] == "['data.csv']"
    assert sorted(os.listdir(tmp_path)) == ["data.csv", "hidden.ipynb"]


def test_the_files_of_a_course_are_no_submission(sandboxed: None, tmp_path: Path) -> None:
    (tmp_path / "gradebook.db").write_text("x")
    found = execute(["import os\nos.listdir()"], tmp_path)
    assert found.cells[0].outputs[0].data["text/plain"] == "[]"


def test_files_that_do_not_fit_are_refused(sandboxed: None, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_bytes(bytes(2 * MIB))
    before = set(tree([os.getpid()]))
    with pytest.raises(ValueError, match="do not fit"):
        execute(["1"], tmp_path, limits={"disk": MIB})
    assert left_over(before) == []


def test_a_weak_machine_is_refused_unless_the_instructor_accepts_it(
    sandboxed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provisioner, "probe", lambda: Isolation("restricted", "no namespaces"))
    with pytest.raises(RuntimeError, match=r"--SandboxProvisioner\.lowest_level=restricted"):
        execute(["1"], tmp_path)
    found = execute(["import os\nos.getcwd()"], tmp_path, lowest_level="restricted")
    place = found.cells[0].outputs[0].data["text/plain"].strip("'")
    assert not Path(place).exists()


CHEAT = """
import os
for path in ("../../../gradebook.db", {database!r}):
    try:
        open(path, "rb").read()
        print("LE" + "AK")
    except OSError:
        print("closed from", os.getcwd())
def squares(n): return []
"""


@pytest.mark.usefixtures("sandboxed")
def test_stock_nbgrader_with_its_own_configuration_grades_in_the_sandbox(tmp_path: Path) -> None:
    root = small_course.make(tmp_path)
    course = Course(root)
    course.release("small")
    cheat = {"squares": CHEAT.format(database=str(root / "gradebook.db"))}
    small_course.submit(root, "ann", small_course.answered(root, small_course.RIGHT))
    small_course.submit(root, "eve", small_course.answered(root, cheat))
    programs = Path(sys.executable).parent  # nbgrader calls alembic by name
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run(
        ["nbgrader", "autograde", "small"],
        cwd=root,
        env=environment | {"JUPYTER_DEFAULT_PROVISIONER_NAME": NAME},
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    with course.gradebook() as gradebook:
        found = gradebook.assignment_submissions("small")
        assert {s.student.id: s.score for s in found} == {"ann": 5.0, "eve": 0.0}
    graded = (root / "autograded" / "eve" / "small" / "small.ipynb").read_text()
    assert "LEAK" not in graded
    assert graded.count("closed from /home/student") == 2


SCRIPT = """
import json, os, sys
from pathlib import Path
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
cells = ["import os\\nprint(os.getcwd(), os.path.exists(%r))", "1 / 0", "2"]
notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
here = {"metadata": {"path": os.getcwd()}}
NotebookClient(notebook, allow_errors=True, timeout=60, resources=here).execute()
print(json.dumps([os.geteuid(), [[o.get("text") or o.get("ename") or o["data"]["text/plain"]
    for o in cell.outputs] for cell in notebook.cells], os.listdir(os.environ["TMPDIR"])]))
"""


@pytest.mark.usefixtures("sandboxed")
def test_an_ordinary_user_has_it_too() -> None:
    found = interpreter()
    if found is None:
        pytest.skip("no Python here can be read by an ordinary user")
    command, environment = found
    with tempfile.TemporaryDirectory(prefix="autograder-", dir="/tmp") as folder:
        for name in ("", "runtime", "work", "temporary"):
            place = Path(folder, name)
            place.mkdir(exist_ok=True)
            if os.geteuid() == 0:
                os.chown(place, UID, UID)
        places = {"JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "work", "TMPDIR": "temporary"}
        environment = environment | {key: f"{folder}/{name}" for key, name in places.items()}
        environment["JUPYTER_DEFAULT_PROVISIONER_NAME"] = NAME
        done = subprocess.run(
            [*command, "-c", SCRIPT % __file__],
            env=environment,
            cwd=f"{folder}/work",
            timeout=200,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    euid, outputs, left = json.loads(done.stdout.splitlines()[-1])
    assert euid != 0
    assert outputs == [["/home/student False\n"], ["ZeroDivisionError"], ["2"]]
    assert left == []
