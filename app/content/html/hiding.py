"""Whether a hidden element is a part of the interface, or hidden by a means that serves no reader."""

from app.content.html.elements import ASSISTIVE_NAMES, HIDING_NAMES
from app.content.html.page_facts import PageFacts
from app.content.html.sheets import Sheets
from app.content.html.visibility import Means
from app.domain.content import Concealment

INTERFACE_ELEMENTS = frozenset(
    {"a", "button", "details", "dialog", "label", "legend", "menu", "nav", "noscript", "option", "select"}
    | {"summary", "template", "textarea"}
)
INTERFACE_ROLES = frozenset(
    {
        "alert",
        "alertdialog",
        "button",
        "dialog",
        "link",
        "listbox",
        "log",
        "menu",
        "menubar",
        "menuitem",
        "navigation",
    }
    | {"option", "region", "search", "status", "tab", "tablist", "tabpanel", "toolbar", "tooltip", "tree"}
)
_MARKS = ("aria-label", "aria-labelledby", "aria-live", "popover", "tabindex", "onclick")
_ASSISTIVE_PARTS = (*ASSISTIVE_NAMES, "screenreader", "screen-reader", "skip-link", "skip-to", "skiplink")
_ANONYMOUS = frozenset(
    {"style", "class", "hidden", "lang", "dir", "align", "title", "width", "height", "color"}
)
"""Attributes by which scripts find no element; of classes, those that hide."""


def is_interface(name: str, found: dict[str, str]) -> bool:
    """Whether the element itself says that it is part of the interface."""
    return (
        name in INTERFACE_ELEMENTS
        or found.get("role", "").lower() in INTERFACE_ROLES
        or any(attribute in found for attribute in _MARKS)
    )


def is_assistive(found: dict[str, str]) -> bool:
    """Whether a class or id says, by the conventions of style sheets, that screen readers speak this."""
    names = f"{found.get('class', '')} {found.get('id', '')}".lower()
    return any(part in names for part in _ASSISTIVE_PARTS)


def concealment(
    means: Means, name: str, found: dict[str, str], *, is_inline: bool, page: PageFacts, sheets: Sheets
) -> Concealment:
    """How the element is kept from readers. `is_inline`: by its own style, which a sheet hardly undoes."""
    if means is Means.FAINT:
        return Concealment.ILLEGIBLE
    if is_interface(name, found) or is_assistive(found):
        return Concealment.INTERFACE
    identity = found.get("id", "")
    if identity and identity in page.controlled:
        return Concealment.INTERFACE
    if means is Means.AWAY:
        return Concealment.OFF_SCREEN
    if means is Means.CLIPPED:
        return Concealment.CLIPPED
    return _closed(found, is_inline=is_inline, page=page, sheets=sheets)


def _closed(found: dict[str, str], *, is_inline: bool, page: PageFacts, sheets: Sheets) -> Concealment:
    """Of what is not drawn at first: what a script or a style sheet could find and show is interface."""
    if not _is_named(found):
        return Concealment.UNNAMED if page.has_scripts else Concealment.SHUT
    if page.is_inert and (is_inline or sheets.mentions(found) <= 1):
        return Concealment.SHUT
    return Concealment.INTERFACE


def _is_named(found: dict[str, str]) -> bool:
    if not found.keys() <= _ANONYMOUS:
        return True
    return any(word.lower() not in HIDING_NAMES for word in found.get("class", "").split())
