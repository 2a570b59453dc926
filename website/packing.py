"""Files for the pages' scripts: JSON in which bytes are allowed, deflated; `page/packed.js` reads them."""

import base64
import json
import zlib
from pathlib import Path
from typing import Any


def write(path: Path, content: Any) -> None:
    """Write ``content``, of which bytes may be a part, to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zlib.compress(json.dumps(content, default=_bytes).encode(), 9))


def read(path: Path) -> Any:
    """What was written."""
    return json.loads(zlib.decompress(path.read_bytes()), object_hook=_unpacked)


def _bytes(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return {"base64": base64.b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} cannot be written to a page's file")


def _unpacked(value: dict[str, Any]) -> Any:
    return base64.b64decode(value["base64"]) if set(value) == {"base64"} else value
