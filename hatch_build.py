"""What a build makes: the material that the wheel carries, and the README as a package index shows it.

Lessons, released problem sets and the instructor's notebooks come from ``lessons/`` and ``solutions/`` at build time,
so that there is one source. An editable installation needs none of it: it finds the folders of the checkout.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface


class Readme(MetadataHookInterface):
    """Sets ``readme`` and ``urls`` from README.md and the setting ``repository`` in pyproject.toml."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Give the README that a package index shows, and the project's addresses if there are any."""
        sys.path.insert(0, self.root)
        from autograder.material import readme

        home = str(self.config["repository"])
        text = readme.elsewhere((Path(self.root) / "README.md").read_text("utf-8"), home)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = readme.addresses(home)


class Material(BuildHookInterface):
    """Adds ``autograder/material/files``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the released problem sets to a folder of the build's own, and name all of it to hatchling."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from autograder.material.places import files, released

        self._made = Path(tempfile.mkdtemp(prefix="sgd-course-"))
        for source in sorted((root / "solutions").iterdir()):
            self._write("solutions", source.name, files(source))
            self._write("problem_sets", source.name, released(source))
        self._write("", "lessons", files(root / "lessons"))
        build_data["force_include"][str(self._made)] = "autograder/material/files"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove that folder."""
        if version != "editable":
            shutil.rmtree(self._made)

    def _write(self, kind: str, name: str, contents: dict[str, bytes]) -> None:
        for path, content in contents.items():
            place = self._made / kind / name / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
