"""Report only findings on lines that a `git diff` adds or changes."""

import re
from collections.abc import Mapping
from dataclasses import replace

from app.lint.file_findings import FileFindings

_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")
_FILE_HEADER = "+++ "

Lines = frozenset[int]


def changed_lines(diff: str) -> dict[str, Lines]:
    """Path to the numbers of its added or changed lines, from the output of `git diff`."""
    result: dict[str, set[int]] = {}
    path: str | None = None
    line, left = 0, 0
    for row in diff.split("\n"):
        if left <= 0 and row.startswith(_FILE_HEADER):
            path = _path(row.rstrip("\r").removeprefix(_FILE_HEADER))
            if path is not None:
                result.setdefault(path, set())
            continue
        hunk = _HUNK.match(row) if left <= 0 else None
        if hunk is not None:
            line, left = int(hunk[1]), int(hunk[2] or "1")
        elif left > 0 and path is not None:
            if row.startswith("+"):
                result[path].add(line)
            if row.startswith(("+", " ")) or not row:
                line, left = line + 1, left - 1
    return {name: frozenset(lines) for name, lines in result.items()}


def only_changed(file: FileFindings, lines: Mapping[str, Lines]) -> FileFindings:
    """The findings that touch a changed line; those without a span are kept, because the file did change."""
    changed = lines.get(file.path, frozenset())
    kept = []
    for finding in file.findings:
        if finding.span is None:
            kept.append(finding)
            continue
        last, _ = file.document.position(max(finding.span.start, finding.span.end - 1))
        if any(number in changed for number in range(finding.line, last + 1)):
            kept.append(finding)
    return replace(file, findings=tuple(kept) if changed else ())


def _path(name: str) -> str | None:
    """`b/docs/a.md`, quoted by git where it holds odd characters; None for a deleted file."""
    name = name.rstrip("\t")
    if name.startswith('"') and name.endswith('"'):
        name = name[1:-1].encode("latin-1", "backslashreplace").decode("unicode_escape")
        name = name.encode("latin-1", "replace").decode("utf-8", "replace")
    return None if name == "/dev/null" else name.removeprefix("b/")
