"""Jupyter messages that come out of a sandbox: which are let through, in what shape, and how much.

A client acts on what a kernel says, and trusts its shape. So a message that is of no known type,
or lacks what its type must have, stops here, and so does everything beyond a request's allowance.
"""

from __future__ import annotations

import base64
from typing import Any

from autograder.grading.contract.limits import Limits
from autograder.grading.sandbox.grader_side.outputs import mime_bundle
from autograder.grading.sandbox.provisioner import passive

Content = dict[str, Any]

Shape = dict[str, type]
RICH: Shape = {"data": dict, "metadata": dict}
COMM: Shape = {"comm_id": str, "data": dict}
PUBLISHED: dict[str, Shape] = {
    "stream": {"name": str, "text": str},
    "display_data": RICH,
    "update_display_data": {**RICH, "transient": dict},
    "execute_result": {**RICH, "execution_count": int},
    "execute_input": {"code": str, "execution_count": int},
    "error": {"ename": str, "evalue": str, "traceback": list},
    "clear_output": {"wait": bool},
    "comm_open": {**COMM, "target_name": str},
    "comm_msg": COMM,
    "comm_close": COMM,
}
"""What a kernel may publish, and what its content must hold. Statuses are the bridge's own."""

REPLIES: dict[str, Shape] = {
    "execute_request": {"status": str},
    "complete_request": {"matches": list, "cursor_start": int, "cursor_end": int, "metadata": dict},
    "inspect_request": {"found": bool, "data": dict, "metadata": dict},
    "is_complete_request": {"status": str},
    "history_request": {"history": list},
    "comm_info_request": {"comms": dict},
    "comm_open": {},
    "comm_msg": {},
    "comm_close": {},
}
"""The requests that reach the kernel, and what its answer must hold; comms have no answer."""

COMPLETENESS = ("complete", "incomplete", "invalid", "unknown")
ERROR: Shape = {"ename": str, "evalue": str, "traceback": list}
LARGEST_ERROR = 50_000
PER_MESSAGE = {"stream": 20, "rich": 1000}
"""What a message costs beside its characters, so that small ones come to an end, too."""
NO_DEBUGGER = {
    "success": False,
    "message": "a sandboxed kernel has no debugger",
    "body": {
        "isStarted": False,
        "breakpoints": [],
        "stoppedThreads": [],
        "hashMethod": "Murmur2",  # JupyterLab asks for one even so
        "hashSeed": 0,
        "tmpFilePrefix": "",
        "tmpFileSuffix": "",
    },
}
"""The answer to a client that asks for a debugger."""


def published(kind: str, content: Any, active: bool) -> Content | None:
    """The content of a published message as a client may have it, or None."""
    shape = PUBLISHED.get(kind)
    if shape is None or not _has(content, shape):
        return None
    if "execution_count" in shape and not _is_count(content["execution_count"]):
        return None
    if kind == "stream":
        return content if content["name"] in ("stdout", "stderr") else None
    if kind.startswith("comm_"):
        stateful = isinstance(content["data"].get("state", {}), dict)
        return content if active and stateful else None
    if kind == "error":
        return _error(content)
    return _shown(content, active) if "data" in shape else dict(content)


def reply(kind: str, content: Any, active: bool) -> Content | None:
    """The content of the answer to a request of type `kind`, or None."""
    if not isinstance(content, dict):
        return None
    if content.get("status") == "error" and _has(content, ERROR):
        count = content.get("execution_count")
        counted = {"execution_count": count} if _is_count(count) else {}
        return {**counted, **_error(content), "status": "error"}
    if not _has(content, REPLIES[kind]):
        return None
    if kind == "is_complete_request":
        return content if content["status"] in COMPLETENESS else None
    if content.get("status", "ok") != "ok":
        return None
    if kind == "execute_request":
        return _executed(content, active)
    if kind == "inspect_request":
        return _shown(content, active)
    if kind == "complete_request" and not active:
        return _completions(content)
    return dict(content)


def question(content: Any) -> Content | None:
    """The content of an input_request, or None."""
    if not _has(content, {"prompt": str, "password": bool}):
        return None
    return {"prompt": content["prompt"], "password": content["password"]}


def attached(message: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The metadata and the buffers of a message; only those of comms mean something to a client."""
    metadata, texts = message.get("metadata"), message.get("buffers")
    if not str(message["type"]).startswith("comm_") or not isinstance(texts, list):
        return {}, []
    try:
        buffers = [base64.b64decode(text) for text in texts]
    except (TypeError, ValueError):
        buffers = []
    return metadata if isinstance(metadata, dict) else {}, buffers


def _has(content: Any, shape: Shape) -> bool:
    """True if every entry is there and of its type; True is no number."""
    return isinstance(content, dict) and all(
        isinstance(content.get(name), wanted)
        and (wanted is bool or not isinstance(content[name], bool))
        for name, wanted in shape.items()
    )


def _is_count(value: Any) -> bool:
    """True for what nbformat takes for an execution count."""
    return type(value) is int and value >= 0


def _shown(content: Content, active: bool) -> Content:
    data, _ = mime_bundle(content["data"])
    transient, kept = content.get("transient"), {}
    if isinstance(transient, dict) and isinstance(transient.get("display_id"), str):
        kept = {"display_id": transient["display_id"]}
    return {**content, "transient": kept, "data": data if active else passive.bundle(data)}


def _error(content: Content) -> Content:
    lines, room = [], LARGEST_ERROR
    for line in map(str, content["traceback"]):
        lines.append(line[:room])
        room -= len(lines[-1])
        if room <= 0:
            break
    value = content["evalue"][:5000]
    return {"ename": content["ename"][:200], "evalue": value, "traceback": lines}


def _executed(content: Content, active: bool) -> Content:
    """An execute_reply: its pages are displayed by the client, and no other payload is acted on."""
    kept: Content = {"status": "ok", "payload": [], "user_expressions": {}}
    if _is_count(content.get("execution_count")):
        kept["execution_count"] = content["execution_count"]
    payload, expressions = content.get("payload"), content.get("user_expressions")
    for item in payload if isinstance(payload, list) else ():
        if _has(item, {"source": str, "data": dict}) and item["source"] == "page":
            kept["payload"].append({**_shown(item, active), "start": 0})
        elif _has(item, {"source": str, "text": str}) and item["source"] == "set_next_input":
            kept["payload"].append({**item, "replace": item.get("replace") is True})
    for name, value in expressions.items() if isinstance(expressions, dict) else ():
        if _has(value, {**RICH, "status": str}):
            kept["user_expressions"][name] = _shown(value, active)
        elif _has(value, {**ERROR, "status": str}):
            kept["user_expressions"][name] = {**_error(value), "status": "error"}
    return kept


def _completions(content: Content) -> Content:
    """Completions that are plain text: a page may take others for HTML."""
    found = [text for text in content["matches"] if isinstance(text, str) and _is_text(text)]
    return {**content, "matches": found, "metadata": {}}


def _is_text(text: str) -> bool:
    return "<" not in text and "&" not in text


class Allowance:
    """How much one request may still say; `limit` names what was exceeded, as Limits does."""

    def __init__(self, limits: Limits) -> None:
        self.limit: str | None = None
        self._silent = False
        self._spare = {"error", "execute_result"}  # one of each passes, for points rest on them
        self._allowed = limits.output
        self._text = limits.output
        self._rich = limits.rich_output

    def text(self, text: str) -> str:
        """What of a printed text passes: all, a last piece with a word about the cut, or nothing."""
        if self.limit == "output":
            return ""
        if len(text) > self._text:
            self.limit = "output"
            return (
                f"{text[: self._text]}\n[the output was cut after {self._allowed:,} characters]\n"
            )
        self._text = max(self._text - len(text) - PER_MESSAGE["stream"], 0)
        return text

    def leaves_out(self) -> bool:
        """True for the first thing that does not pass, which is worth a word."""
        first, self._silent = not self._silent, True
        return first

    def pays(self, size: int, kind: str = "") -> bool:
        """True if something else of `size` characters passes."""
        size += PER_MESSAGE["rich"]
        if size > self._rich:
            self.limit = self.limit or "rich_output"
            if kind not in self._spare or size > self._allowed:
                return False
            self._spare.remove(kind)
            return True
        self._rich -= size
        return True
