"""The passages of a rewritten Markdown text, each as one paragraph of a Word file would hold it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PREFIX = re.compile(r"[ ]*(?:(?P<heading>#{1,6})[ ]+|(?P<item>[-*+]|\d{1,9}[.)])[ ]+|\[\^\d+\]:[ ]*)?")
_RULE = re.compile(r"\s*\|(?:\s*:?-+:?\s*\|)+\s*")
_CELLS = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"\\\n")
PLAIN, ITEM, CELL = "plain", "item", "cell"


@dataclass(frozen=True, slots=True)
class Passage:
    kind: str
    """`plain`, `item`, `cell`, or `#` to `######` of a heading."""
    text: str
    """Without the mark of its kind."""


def passages(text: str) -> list[Passage]:
    """In order. Lines that only the width of a page divides are joined."""
    return [passage for line in _lines(text) for passage in _of_line(line) if passage.text]


def kind_of(line_before: str) -> str:
    """The kind of a paragraph, from what stands before its text on its line."""
    match = _PREFIX.fullmatch(line_before)
    if match is None:
        return CELL if "|" in line_before else PLAIN
    return match["heading"] or (ITEM if match["item"] else PLAIN)


def _lines(text: str) -> Iterator[str]:
    """Blocks of one paragraph each: a line, with what continues it."""
    current = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if current.endswith("\\"):
            current += "\n" + line
        elif (
            current
            and line.strip()
            and not _begins_block(line)
            and not current.lstrip().startswith(("|", "#"))
        ):
            current += " " + line.strip()
        else:
            yield current
            current = line
    yield current


def _begins_block(line: str) -> bool:
    match = _PREFIX.match(line)
    return line.lstrip().startswith("|") or (
        match is not None and match.end() > len(line) - len(line.lstrip())
    )


def _of_line(line: str) -> Iterator[Passage]:
    if line.lstrip().startswith("|"):
        if _RULE.fullmatch(line) is None:
            for cell in _CELLS.split(line.strip().removeprefix("|").removesuffix("|")):
                yield from (Passage(CELL, part.strip()) for part in cell.split("<br>"))
        return
    match = _PREFIX.match(line)
    end = 0 if match is None else match.end()
    yield Passage(kind_of(line[:end]), line[end:].strip())
