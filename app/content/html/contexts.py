"""What each element passes on to everything inside it."""

import re
from dataclasses import dataclass, replace

from app.content.html.context import Context
from app.content.html.elements import (
    HEADINGS,
    KINDS,
    LISTS,
    NAVIGATION,
    NAVIGATION_NAMES,
    NAVIGATION_ROLES,
    NO_TEXT,
    NOT_SHOWN,
)
from app.content.html.hiding import is_interface
from app.content.html.looks import WHOLE_PAGE, Looks
from app.content.html.page_facts import PageFacts
from app.content.html.sheets import Sheets
from app.content.html.tokens import attributes
from app.domain.content import BlockKind, Concealment

_ID_OR_OPEN = re.compile(r"\b(?:id|open)\b")
_KEPT = 2_000
"""Contexts cached by tag: pages repeat a few of them."""
_COUNTED = frozenset({"table", "tr", "td", "th"})
_PLAIN = frozenset(
    {
        "a",
        "b",
        "i",
        "em",
        "strong",
        "span",
        "code",
        "u",
        "s",
        "small",
        "sub",
        "sup",
        "tt",
        "abbr",
        "cite",
        "q",
        "kbd",
        "samp",
        "var",
        "mark",
        "font",
        "big",
        "time",
        "label",
        "br",
        "img",
        "wbr",
        "ins",
        "del",
        "bdi",
        "bdo",
        "dfn",
        "div",
        "section",
        "tbody",
        "thead",
        "tfoot",
        "colgroup",
        "figure",
        "figcaption",
        "center",
        "form",
        "ruby",
        "rt",
        "hgroup",
        "fieldset",
        "html",
        "body",
        "head",
        "details",
        "address",
        "input",
        "link",
        "meta",
        "hr",
        "picture",
        "source",
        "summary",
        "acronym",
        "strike",
        "data",
        "meter",
        "progress",
        "output",
    }
)
"""Elements that change nothing unless an attribute says so."""


class Contexts:
    """Derives contexts, by what the page's own style sheets say, and counts tables."""

    def __init__(self, page: PageFacts) -> None:
        self.sheets = Sheets()
        self._looks = Looks(page, self.sheets)
        self.tables: list[TableFacts] = []
        self._rows = 0
        self._leaves: dict[tuple[Context, str], Context] = {}
        self._derived: dict[tuple[Context, str, str, int], Context] = {}

    def derive(self, parent: Context, name: str, raw: str) -> Context:
        """The context inside the element `name` with the attributes `raw`."""
        if not raw or not _is_telling(raw):
            return parent if name in _PLAIN else self._by_name(parent, name, raw)
        if name in _COUNTED:
            return self._by_attributes(self._by_name(parent, name, raw), parent, name, attributes(raw))
        tag = parent, name, raw, self.sheets.version
        derived = self._derived.get(tag)
        if derived is None:
            derived = self._by_attributes(self._by_name(parent, name, raw), parent, name, attributes(raw))
            if len(self._derived) < _KEPT:
                self._derived[tag] = derived
        return derived

    def _by_name(self, parent: Context, name: str, raw: str) -> Context:
        kind = KINDS.get(name)
        if kind is not None:
            if kind is BlockKind.HEADING and parent.table >= 0:
                self.tables[parent.table].is_layout = True
            leaf = self._leaves.get((parent, name))
            if leaf is None:
                leaf = self._leaves[parent, name] = _leaf(parent, name, kind)
            return leaf
        if name in LISTS:
            return replace(parent, lists=parent.lists + 1, navigation=parent.navigation or name == "menu")
        if name in {"td", "th"}:
            if parent.table >= 0:
                self.tables[parent.table].cells += 1
            return replace(parent, kind=BlockKind.PARAGRAPH, level=0)
        if name == "tr":
            self._rows += 1
            return replace(parent, row=self._rows)
        if name == "table":
            if parent.table >= 0:
                self.tables[parent.table].is_layout = True
            self.tables.append(TableFacts())
            return replace(parent, table=len(self.tables) - 1, row=-1, kind=BlockKind.PARAGRAPH)
        if name == "blockquote":
            return replace(parent, quote=True, sectioned=True)
        if name in {"article", "main"}:
            return replace(parent, article=True)
        if name in NAVIGATION:
            return replace(parent, navigation=True, interface=parent.interface or name != "aside")
        if name in {"header", "footer"}:
            apart = not (parent.article or (parent.sectioned and name == "footer"))
            return replace(parent, navigation=True) if apart else parent
        if name == "section":
            return replace(parent, sectioned=True)
        if name in NOT_SHOWN or (name == "dialog" and "open" not in raw.lower()):
            if name == "template" and "shadowrootmode" in raw.lower():
                return parent  # it is attached, and so shown, as the page is read
            return replace(parent, covered=parent.covered or Concealment.INTERFACE)
        if name in NO_TEXT:
            return replace(parent, silent=True)
        return parent

    def _by_attributes(self, context: Context, parent: Context, name: str, found: dict[str, str]) -> Context:
        lowered = {word.lower() for word in (*found.get("class", "").split(), found.get("id", ""))}
        changes = self._looks.changes(parent, name, found, lowered)
        role = found.get("role", "").lower()
        if name not in WHOLE_PAGE:
            if is_interface(name, found):
                changes["interface"] = True
            if name not in {"main", "article"} and (role in NAVIGATION_ROLES or lowered & NAVIGATION_NAMES):
                changes["navigation"] = True
        if role in {"main", "article"}:
            changes["article"] = True
        if name == "table" and role in {"presentation", "none"}:
            self.tables[context.table].is_layout = True
        return replace(context, **changes) if changes else context  # type: ignore[arg-type]


def _is_telling(raw: str) -> bool:
    """Whether an attribute may change what is shown. Most do not, and need no closer look."""
    lowered = raw.lower()
    if "class" in lowered or "style" in lowered or "hidden" in lowered:
        return True
    if "role" in lowered or "color" in lowered or "onclick" in lowered or "tabindex" in lowered:
        return True
    return ("id" in lowered or "open" in lowered) and _ID_OR_OPEN.search(lowered) is not None


def _leaf(parent: Context, name: str, kind: BlockKind) -> Context:
    level = HEADINGS.get(name, 0)
    if kind is BlockKind.HEADING:
        # A page's only title is often inside its header; it belongs to the article all the same.
        return replace(parent, kind=kind, level=level)
    if kind is BlockKind.PARAGRAPH and parent.kind in {BlockKind.LIST_ITEM, BlockKind.CODE}:
        return parent
    if kind is BlockKind.LIST_ITEM:
        level = max(1, parent.lists)
    return replace(parent, kind=kind, level=level)


@dataclass(slots=True)
class TableFacts:
    """What distinguishes a data table from one used for layout."""

    cells: int = 0
    is_layout: bool = False
