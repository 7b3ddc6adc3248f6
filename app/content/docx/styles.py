"""What a paragraph is, by its style and numbering: a heading, a list item, a quotation, ..."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from app.content.docx.package import Package
from app.content.docx.xml import Element, number

_HEADING = re.compile(r"heading (\d)")
_CODE = re.compile(r"\bcode\b|html preformatted|\blisting\b")
_MOST_STEPS = 20
"""Styles based on one another; more is a circle."""


class Role(Enum):
    TEXT = auto()
    TITLE = auto()
    HEADING = auto()
    ITEM = auto()
    QUOTE = auto()
    CODE = auto()
    CONTENTS = auto()
    """A line of a table of contents, which the word processor writes itself."""


@dataclass(frozen=True, slots=True)
class Shape:
    role: Role
    level: int = 0
    """Of a heading from 1; of a list item from 0."""
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    outline: int | None
    numbering: tuple[str, int] | None


TEXT = Shape(Role.TEXT)


class Styles:
    """The styles and lists of one file."""

    def __init__(self, package: Package) -> None:
        self._styles: dict[str, _Style] = {}
        self._default = ""
        self._bullets = _bullets(package)
        part = package.related("styles")
        root = package.tree(part) if part else None
        for one in () if root is None else root.children:
            if one.name == "w:style" and one.get("w:type", "paragraph") == "paragraph":
                self._styles[one.get("w:styleId")] = _style(one)
                if one.get("w:default") in {"1", "true", "on"}:
                    self._default = one.get("w:styleId")

    def shape(self, properties: Element | None) -> Shape:
        """What the paragraph with these properties (`w:pPr`) is."""
        chosen = None if properties is None else properties.value("w:pStyle")
        chain = self._chain(chosen if chosen is not None else self._default)
        names = [style.name for style in chain]
        outline = _outline(properties)
        numbering = _numbering(properties)
        for style in chain:
            outline = style.outline if outline is None else outline
            numbering = style.numbering if numbering is None else numbering
        if names and names[0] == "title":
            return Shape(Role.TITLE, 1)
        if any(
            re.fullmatch(r"toc \d|toc heading|table of (?:figures|authorities)", name) for name in names[:1]
        ):
            return Shape(Role.CONTENTS)
        heading = next((found for name in names if (found := _HEADING.fullmatch(name))), None)
        if outline is not None and outline < 9:
            return Shape(Role.HEADING, min(outline + 1, 6))
        if heading is not None and outline is None:
            return Shape(Role.HEADING, max(1, min(int(heading[1]), 6)))
        if numbering is not None and numbering[0] != "0" and numbering[0] in self._bullets:
            return Shape(Role.ITEM, numbering[1], not self._bullets[numbering[0]].get(numbering[1], True))
        if any("quote" in name or name == "block text" for name in names):
            return Shape(Role.QUOTE)
        return Shape(Role.CODE) if any(_CODE.search(name) for name in names) else TEXT

    def _chain(self, style_id: str) -> list[_Style]:
        chain: list[_Style] = []
        while len(chain) < _MOST_STEPS and (style := self._styles.get(style_id)) is not None:
            chain.append(style)
            style_id = style.based_on
        return chain


def _style(one: Element) -> _Style:
    properties = one.child("w:pPr")
    name = (one.value("w:name") or "").lower()
    return _Style(name, one.value("w:basedOn") or "", _outline(properties), _numbering(properties))


def _outline(properties: Element | None) -> int | None:
    value = None if properties is None else properties.value("w:outlineLvl")
    return None if value is None else number(value, 9)


def _numbering(properties: Element | None) -> tuple[str, int] | None:
    found = None if properties is None else properties.child("w:numPr")
    if found is None or found.value("w:numId") is None:
        return None
    return found.value("w:numId") or "0", min(number(found.value("w:ilvl")), 8)


def _bullets(package: Package) -> dict[str, dict[int, bool]]:
    """For each list its levels, and whether a level has bullets rather than numbers."""
    part = package.related("numbering")
    root = package.tree(part) if part else None
    if root is None:
        return {}
    patterns = {
        one.get("w:abstractNumId"): {
            number(level.get("w:ilvl")): (level.value("w:numFmt") or "bullet") in {"bullet", "none"}
            for level in one.children
            if level.name == "w:lvl"
        }
        for one in root.children
        if one.name == "w:abstractNum"
    }
    return {
        one.get("w:numId"): patterns.get(one.value("w:abstractNumId") or "", {})
        for one in root.children
        if one.name == "w:num"
    }
