"""What paragraph styles and lists mean: titles, heading levels, bullets and numbers."""

import re
from dataclasses import dataclass, field

from app.content.docx.xml import Node

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
TITLE = 0
"""The level of a document's title, above heading 1."""


@dataclass(frozen=True, slots=True)
class ListLevel:
    number_id: str
    level: int


@dataclass(frozen=True)
class Styles:
    """By style id, inheritance resolved."""

    headings: dict[str, int] = field(default_factory=dict)
    lists: dict[str, ListLevel] = field(default_factory=dict)


def read_styles(root: Node | None) -> Styles:
    """From `word/styles.xml`; without it every paragraph is plain."""
    if root is None:
        return Styles()
    own = {node.get("styleId"): node for node in root.children if node.tag == "w:style"}
    found = Styles()
    for name in own:
        for node in _ancestry(name, own):
            if name not in found.headings and (level := _level_of(node)) is not None:
                found.headings[name] = level
            if name not in found.lists and (listed := list_level(node.child("w:pPr"))) is not None:
                found.lists[name] = listed
    return found


def _ancestry(name: str, own: dict[str, Node]) -> list[Node]:
    """The style and those that it is based on; a circle ends it."""
    chain: list[Node] = []
    while name in own and own[name] not in chain:
        chain.append(own[name])
        base = own[name].child("w:basedOn")
        name = "" if base is None else base.get("val")
    return chain


def _level_of(style: Node) -> int | None:
    named = style.child("w:name")
    name = "" if named is None else named.get("val")
    if name.lower() == "title":
        return TITLE
    match = _HEADING.fullmatch(name)
    return int(match[1]) if match is not None else outline_level(style.child("w:pPr"))


def outline_level(properties: Node | None) -> int | None:
    """1 to 9, as set on the paragraph or style itself; None for text."""
    node = None if properties is None else properties.child("w:outlineLvl")
    value = "" if node is None else node.get("val")
    return int(value) + 1 if value.isdecimal() and int(value) < 9 else None


def list_level(properties: Node | None) -> ListLevel | None:
    node = None if properties is None else properties.child("w:numPr")
    number = None if node is None else node.child("w:numId")
    if node is None or number is None or number.get("val") in {"", "0"}:
        return None
    level = node.child("w:ilvl")
    value = "0" if level is None else level.get("val", "0")
    return ListLevel(number.get("val"), int(value) if value.isdecimal() else 0)


@dataclass(frozen=True)
class Numbering:
    """Which levels of which lists count; the others have bullets."""

    counted: frozenset[ListLevel] = frozenset()


def read_numbering(root: Node | None) -> Numbering:
    """From `word/numbering.xml`."""
    if root is None:
        return Numbering()
    abstract = {node.get("abstractNumId"): node for node in root.children if node.tag == "w:abstractNum"}
    counted = set()
    for number in root.children:
        if number.tag != "w:num":
            continue
        link = number.child("w:abstractNumId")
        used = None if link is None else abstract.get(link.get("val"))
        for level in () if used is None else used.children:
            kind = level.child("w:numFmt") if level.tag == "w:lvl" else None
            if kind is not None and kind.get("val") not in {"bullet", "none"}:
                counted.add(ListLevel(number.get("numId"), int(level.get("ilvl", "0"))))
    return Numbering(frozenset(counted))
