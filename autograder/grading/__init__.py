"""What an instructor's machine runs: repair, execution, judging, scores, reports. Nothing here reaches a student."""

import sys

# jsonschema, under nbformat, would import a grammar of IRIs at a second's cost; no schema here has one.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None forbids the import
