"""The context at a point of a page: the kind of block that text would start, and whether it is shown."""

import re
from dataclasses import dataclass, replace

from app.content.html.elements import (
    ASSISTIVE_NAMES,
    HEADINGS,
    HIDING_NAMES,
    KINDS,
    LISTS,
    NAVIGATION,
    NAVIGATION_NAMES,
    NAVIGATION_ROLES,
    NO_TEXT,
    NOT_SHOWN,
)
from app.content.html.tokens import attributes
from app.content.html.visibility import alike, colour, hides, style_of
from app.domain.content import BlockKind


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What an element passes on to everything inside it. Compared by identity: elements share it."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    hidden: bool = False
    navigation: bool = False
    silent: bool = False
    """Text here is not part of the page's text: drawings."""
    quote: bool = False
    article: bool = False
    """Inside `article` or `main`: a header or footer here belongs to the text."""
    sectioned: bool = False
    lists: int = 0
    table: int = -1
    row: int = -1
    background: str = ""
    colour: str = ""

    @property
    def shown_kind(self) -> BlockKind:
        """The kind of a block that starts here, except in tables, which are classified when complete."""
        if self.hidden:
            return BlockKind.HIDDEN
        if self.navigation:
            return BlockKind.NAVIGATION
        if self.quote and self.kind is not BlockKind.CODE:
            return BlockKind.QUOTE
        return self.kind


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
    """Derives contexts and counts tables; `default_background` applies where no style sheet can change it."""

    def __init__(self, *, default_background: str = "", hidden_names: frozenset[str] = frozenset()) -> None:
        self.default_background = default_background
        self.hidden_names = hidden_names
        """Classes (`.x`) and ids (`#x`) that the page's own style sheet hides."""
        self.tables: list[TableFacts] = []
        self._rows = 0
        self._leaves: dict[tuple[Context, str], Context] = {}
        self._derived: dict[tuple[Context, str, str, frozenset[str]], Context] = {}

    def derive(self, parent: Context, name: str, raw: str) -> Context:
        """The context inside the element `name` with the attributes `raw`."""
        if not raw or not _is_telling(raw):
            return parent if name in _PLAIN else self._by_name(parent, name, raw)
        if name in _COUNTED:
            return self._by_attributes(self._by_name(parent, name, raw), parent, name, attributes(raw))
        tag = parent, name, raw, self.hidden_names
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
            return replace(parent, navigation=True)
        if name in {"header", "footer"}:
            apart = not (parent.article or (parent.sectioned and name == "footer"))
            return replace(parent, navigation=True) if apart else parent
        if name == "section":
            return replace(parent, sectioned=True)
        if name in NOT_SHOWN or (name == "dialog" and "open" not in raw.lower()):
            return replace(parent, hidden=True)
        if name in NO_TEXT:
            return replace(parent, silent=True)
        return parent

    def _by_attributes(self, context: Context, parent: Context, name: str, found: dict[str, str]) -> Context:
        changes: dict[str, object] = {}
        names = {*found.get("class", "").split(), found.get("id", "")}
        lowered = {word.lower() for word in names}
        style = style_of(found["style"]) if "style" in found else {}
        by_attribute = "hidden" in found and found["hidden"].lower() != "until-found"
        if (
            by_attribute
            or self._by_sheet(name, found)
            or (style and hides(style))
            or _hides_by_class(lowered)
        ):
            changes["hidden"] = True
        if name not in {"html", "body", "main", "article"} and (
            found.get("role", "").lower() in NAVIGATION_ROLES or lowered & NAVIGATION_NAMES
        ):
            changes["navigation"] = True
        if found.get("role", "").lower() in {"main", "article"}:
            changes["article"] = True
        if name == "table" and found.get("role", "").lower() in {"presentation", "none"}:
            self.tables[context.table].is_layout = True
        self._colours(changes, parent, style, found)
        return replace(context, **changes) if changes else context  # type: ignore[arg-type]

    def _by_sheet(self, name: str, found: dict[str, str]) -> bool:
        names = self.hidden_names
        if not names:
            return False
        marks = [f"#{found.get('id', '')}", *(f".{word}" for word in found.get("class", "").split())]
        return any(mark in names or name + mark in names for mark in marks)

    def _colours(
        self, changes: dict[str, object], parent: Context, style: dict[str, str], found: dict[str, str]
    ) -> None:
        raw_background = style.get("background-color") or style.get("background") or found.get("bgcolor", "")
        raw_colour = style.get("color") or found.get("color", "")
        if not raw_background and not raw_colour:
            return
        background = colour(raw_background) if raw_background else ""
        if background is None:
            background = "unknown"
        ink = colour(raw_colour) or "" if raw_colour else ""
        if background and background != "transparent":
            changes["background"] = background
        if ink:
            changes["colour"] = ink
        behind = changes.get("background", parent.background) or self.default_background
        written = changes.get("colour", parent.colour)
        if written and (written == "transparent" or alike(str(written), str(behind))):
            changes["hidden"] = True


def _is_telling(raw: str) -> bool:
    """Whether an attribute may change what is shown. Most do not, and need no closer look."""
    lowered = raw.lower()
    if "class" in lowered or "style" in lowered or "hidden" in lowered:
        return True
    if "role" in lowered or "color" in lowered:
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


def _hides_by_class(names: set[str]) -> bool:
    """Whether a class that large style sheets hide is present, and none that shows it in larger windows."""
    if names & ASSISTIVE_NAMES:
        return True
    return bool(names & HIDING_NAMES) and not any(
        ":" in name or (name.startswith(("d-", "visible-", "show")) and name not in HIDING_NAMES)
        for name in names
    )


@dataclass(slots=True)
class TableFacts:
    """What distinguishes a data table from one used for layout."""

    cells: int = 0
    is_layout: bool = False
