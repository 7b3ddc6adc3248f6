"""Patterns of paths, as in a `.gitignore`: `*` stays in its folder, `**` does not."""

import re
from functools import lru_cache

BACKTRACKS_AT_MOST = 2
"""Wildcards up to which `re` is fast: its time grows with the path's length to the power of their number."""
PATTERNS_KEPT = 8192
"""More than the patterns of a large policy file: with fewer, each file would compile all of them again."""

Part = tuple[str, str]
"""What a part is, and its regular expression."""


def matches(pattern: str, path: str) -> bool:
    """Does `pattern` match `path` (relative, with `/`)? Without a `/` it matches the name in any folder."""
    parts = _parts(pattern)
    if sum(kind in _WILD for kind, _ in parts) > BACKTRACKS_AT_MOST:
        return _walk(parts, path)
    return _compiled(pattern).fullmatch(path) is not None


FOLDERS, ANY, IN_FOLDER, ONE = "folders", "any", "in-folder", "one"
_WILD = frozenset({FOLDERS, ANY, IN_FOLDER})
_FOLDERS: Part = (FOLDERS, "(?:.*/)?")


@lru_cache(maxsize=PATTERNS_KEPT)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(expression for _, expression in _parts(pattern)), re.DOTALL)


@lru_cache(maxsize=PATTERNS_KEPT)
def _parts(pattern: str) -> tuple[Part, ...]:
    pattern = pattern.removeprefix("./")
    if pattern.endswith("/"):
        pattern += "**"
    parts: list[Part] = [] if "/" in pattern else [_FOLDERS]
    position = 0
    pattern = pattern.removeprefix("/")
    while position < len(pattern):
        if pattern.startswith("**/", position):
            part = _FOLDERS
            position += 3
        elif pattern.startswith("**", position):
            part = (ANY, ".*")
            position += 2
        else:
            part, position = _one(pattern, position)
        if part[0] == ONE or part != (parts[-1] if parts else None):
            parts.append(part)
    return tuple(parts)


def _one(pattern: str, position: int) -> tuple[Part, int]:
    character = pattern[position]
    if character == "*":
        return (IN_FOLDER, "[^/]*"), position + 1
    if character == "?":
        return (ONE, "[^/]"), position + 1
    close = pattern.find("]", position + 2) if character == "[" else -1
    if close < 0:
        return (ONE, re.escape(character)), position + 1
    inner = pattern[position + 1 : close].replace("\\", "\\\\")
    inner = "^" + inner[1:] if inner.startswith("!") else inner
    try:
        re.compile(f"[{inner}]")
    except re.error:
        return (ONE, re.escape(character)), position + 1
    return (ONE, f"[{inner}]"), close + 1


def _walk(parts: tuple[Part, ...], path: str) -> bool:
    """Follow every way through the pattern at once, in time proportional to the path times the pattern.

    `at`: indices of the parts that may come next; `inside`: those of FOLDERS parts that have begun.
    """
    at, inside = _skipping(parts, {0}), set[int]()
    for character in path:
        after: set[int] = set()
        began: set[int] = set()
        for index in at:
            if index == len(parts):
                continue
            kind, expression = parts[index]
            if kind == FOLDERS:
                began.add(index)
            elif kind == ANY or (kind == IN_FOLDER and character != "/"):
                after.add(index)
            elif kind == ONE and re.fullmatch(expression, character, re.DOTALL):
                after.add(index + 1)
        began |= inside
        if character == "/":
            after |= {index + 1 for index in began}
        at, inside = _skipping(parts, after), began
        if not at and not inside:
            return False
    return len(parts) in at


def _skipping(parts: tuple[Part, ...], at: set[int]) -> set[int]:
    """These indices and those behind parts that may match nothing."""
    found: set[int] = set()
    for start in at:
        index = start
        while index not in found:
            found.add(index)
            if index == len(parts) or parts[index][0] == ONE:
                break
            index += 1
    return found
