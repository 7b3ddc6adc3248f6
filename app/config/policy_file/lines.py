"""Which line of a TOML file a key stands on; the parser of the standard library does not say."""

import re

_HEADER = re.compile(r"\s*(\[\[?)([^\]#]+)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(
    r"\s*((?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"))*)\s*="
)
_QUOTES = re.compile(r"\"\"\"|'''")

KeyPath = tuple[str | int, ...]
"""A key as the parser nests it: `("profile", 0, "rewrite", "max_rewrites")`."""


def key_lines(text: str) -> dict[KeyPath, int]:
    """Line (from 1) of every table header and key. Keys inside inline tables share their table's line."""
    found: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    inside = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if not inside:
            header = _HEADER.match(line)
            if header is not None:
                table = _table(_parts(header[2]), counts, is_array=header[1] == "[[")
                found.setdefault(table, number)
            elif (key := _KEY.match(line)) is not None:
                _note(found, table + _parts(key[1]), number)
        for quote in _QUOTES.findall(line):
            inside = quote if not inside else "" if inside == quote else inside
    return found


def line_of(found: dict[KeyPath, int], key_path: KeyPath) -> int:
    """The line of a key, or of the nearest table around it; 1 where nothing is known."""
    while key_path:
        if key_path in found:
            return found[key_path]
        key_path = key_path[:-1]
    return 1


def _note(found: dict[KeyPath, int], key_path: KeyPath, number: int) -> None:
    for length in range(1, len(key_path) + 1):
        found.setdefault(key_path[:length], number)


def _table(parts: tuple[str, ...], counts: dict[KeyPath, int], *, is_array: bool) -> KeyPath:
    """A header's path, with the number of the entry where an array of tables is on its way."""
    key_path: KeyPath = ()
    for index, part in enumerate(parts):
        key_path = (*key_path, part)
        if index == len(parts) - 1 and is_array:
            counts[key_path] = counts.get(key_path, -1) + 1
        if key_path in counts:
            key_path = (*key_path, counts[key_path])
    return key_path


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
