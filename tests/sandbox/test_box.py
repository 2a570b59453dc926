"""The order in which a box is furnished: what is bound must not be hidden by what comes later."""

from autograder.grading.limits import Limits
from autograder.grading.sandbox import bubblewrap


def test_python_is_bound_on_top_of_the_empty_places(monkeypatch):
    monkeypatch.setattr(
        bubblewrap, "python_paths", lambda: ("/tmp/course/.venv", "/home/student/venv")
    )
    arguments = bubblewrap.arguments(Limits(), root=True)
    for place in ("/tmp", "/dev/shm", bubblewrap.HOME):
        assert arguments[arguments.index(place) - 1] == "--tmpfs"
    last_empty_place = max(i for i, word in enumerate(arguments) if word == "--tmpfs")
    for path in ("/tmp/course/.venv", "/home/student/venv"):
        assert arguments.index(path) > last_empty_place
