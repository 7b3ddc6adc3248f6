"""Patterns of paths, as in a `.gitignore`: `*` stays in its folder, `**` does not."""

import re
from functools import lru_cache


def matches(pattern: str, path: str) -> bool:
    """Does `pattern` match `path` (relative, with `/`)? Without a `/` it matches the name in any folder."""
    return _compiled(pattern).fullmatch(path) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    pattern = pattern.removeprefix("./")
    if pattern.endswith("/"):
        pattern += "**"
    parts = ["" if "/" in pattern else "(?:.*/)?"]
    position = 0
    pattern = pattern.removeprefix("/")
    while position < len(pattern):
        if pattern.startswith("**/", position):
            parts.append("(?:.*/)?")
            position += 3
        elif pattern.startswith("**", position):
            parts.append(".*")
            position += 2
        else:
            part, position = _one(pattern, position)
            parts.append(part)
    return re.compile("".join(parts), re.DOTALL)


def _one(pattern: str, position: int) -> tuple[str, int]:
    character = pattern[position]
    if character == "*":
        return "[^/]*", position + 1
    if character == "?":
        return "[^/]", position + 1
    close = pattern.find("]", position + 2) if character == "[" else -1
    if close < 0:
        return re.escape(character), position + 1
    inner = pattern[position + 1 : close].replace("\\", "\\\\")
    inner = "^" + inner[1:] if inner.startswith("!") else inner
    return f"[{inner}]", close + 1
