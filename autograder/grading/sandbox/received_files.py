"""The files beside a notebook, taken in inside a sandbox: the student's kernel and the judge do it alike."""

import os


def write_file(path: str, data: bytes) -> None:
    """The next piece of one file of the submission, into the working directory, which begins empty."""
    folder = os.path.dirname(path)
    if folder:
        os.makedirs(folder, exist_ok=True)
    with open(path, "ab") as file:
        file.write(data)
