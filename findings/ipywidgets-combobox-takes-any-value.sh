#!/usr/bin/env bash
# ipywidgets 8.1.9, traitlets 5.16.1
#
# Combobox(options=["sgd", "adam"], ensure_option=True), whose help says "If set, ensure value is in options", and
# TagsInput(allow_duplicates=False, allowed_tags=[...]), in Python, as a test, a saved answer or a linked widget sets them.
# Expected: a value outside of the options is refused with a TraitError, as Dropdown and an unknown tag are.
# Seen: the Combobox takes "sdg" at once, and the same tag stands twice in the TagsInput. The
#   two options are for the browser alone; the kernel, where answers are checked, keeps no such promise.
# Why it matters here: code that marks an answer by its place among the options meets one that has none.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet ipywidgets==8.1.9 traitlets==5.16.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import ipywidgets
from traitlets import TraitError, __version__


def after(widget, value):
    try:
        widget.value = value
    except TraitError:
        return "refused"
    return widget.value


OPTIONS = ["sgd", "adam"]
seen = {
    "Dropdown": after(ipywidgets.Dropdown(options=OPTIONS), "sdg"),
    "Combobox": after(ipywidgets.Combobox(options=OPTIONS, ensure_option=True), "sdg"),
    "unknown tag": after(ipywidgets.TagsInput(allowed_tags=OPTIONS), ["sdg"]),
    "tag twice": after(ipywidgets.TagsInput(allowed_tags=OPTIONS, allow_duplicates=False), ["sgd", "sgd"]),
}
print("ipywidgets", ipywidgets.__version__, "traitlets", __version__)
print("expected: refused, four times")
print("seen:    ", seen)
refused = {"Dropdown": "refused", "unknown tag": "refused"}
assert seen == {**refused, "Combobox": "sdg", "tag twice": ["sgd", "sgd"]}
PYTHON
