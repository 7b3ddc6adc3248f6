"""What a paragraph of an OpenDocument text is, by the chain of its styles; which lists are numbered."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.content.docx.styles import TEXT, Role, Shape
from app.content.docx.xml import Element, number

_HEADING = re.compile(r"heading (\d)")
_MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    parent: str
    level: int
    """Of a heading, from 1; 0 for other text."""
    list_style: str


class Styles:
    """The styles of one file: those of `styles.xml` and the automatic ones of `content.xml`."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self._styles: dict[str, _Style] = {}
        self._numbered: dict[str, set[int]] = {}
        for one in elements:
            name = one.get("style:name")
            if one.name == "style:style" and one.get("style:family") == "paragraph":
                level = one.get("style:default-outline-level")
                self._styles[name] = _Style(
                    name.replace("_20_", " ").lower(),
                    one.get("style:parent-style-name"),
                    number(level),
                    one.get("style:list-style-name"),
                )
            elif one.name == "text:list-style":
                self._numbered[name] = {
                    number(level.get("text:level"), 1)
                    for level in one.children
                    if level.name == "text:list-level-style-number"
                }

    def shape(self, paragraph: Element) -> Shape:
        if paragraph.name == "text:h":
            return Shape(Role.HEADING, max(1, min(number(paragraph.get("text:outline-level")), 6)))
        chain = self._chain(paragraph.get("text:style-name"))
        names = [style.name for style in chain]
        if "title" in names:
            return Shape(Role.TITLE, 1)
        for style in chain:
            heading = _HEADING.fullmatch(style.name)
            level_of = style.level or (int(heading[1]) if heading is not None else 0)
            if level_of:
                return Shape(Role.HEADING, min(level_of, 6))
        if "quotations" in names:
            return Shape(Role.QUOTE)
        if any(name.startswith("contents ") for name in names):
            return Shape(Role.CONTENTS)
        return Shape(Role.CODE) if "preformatted text" in names else TEXT

    def is_numbered(self, list_style: str, level: int) -> bool:
        """Whether the level of a list, from 0, has numbers rather than bullets."""
        return level + 1 in self._numbered.get(list_style, set())

    def _chain(self, name: str) -> list[_Style]:
        chain: list[_Style] = []
        while len(chain) < _MOST_STEPS and (style := self._styles.get(name)) is not None:
            chain.append(style)
            name = style.parent
        return chain
