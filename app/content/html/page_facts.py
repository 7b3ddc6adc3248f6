"""What of a whole page decides whether a hidden part of it can be opened."""

import re
from functools import cached_property

_PAGE = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_SCRIPT = re.compile(  # a page saved without its scripts still has what they use
    r"<noscript|\sdata-[a-z]|<script(?![^>]{0,300}(?:json|text/template|text/html))|\son[a-z]{4,20}\s?=",
    re.IGNORECASE,
)
_SHEET_LINK = re.compile(r"<link\s[^<>]{0,500}\bstylesheet\b|@import\b", re.IGNORECASE)
_ID = r"""\s?=\s?["']([^"'<>]{1,200})["']"""
_CONTROLS = tuple(
    re.compile(name + _ID)
    for name in (
        "aria-(?:controls|owns|labelledby|describedby|details)",
        "-(?:target|toggle|open|show|controls)",
        "href(?==.#)",
        " for",
        "popovertarget",
        "commandfor",
    )
)
"""Each begins with fixed letters, which makes the search fast."""
_STYLED_WITHIN = 200_000
"""Characters of a page in which its style sheets are named."""


class PageFacts:
    """Answers are looked up in the source once, when something hidden first asks."""

    def __init__(self, source: str) -> None:
        self._source = source

    @property
    def _is_whole(self) -> bool:
        return _PAGE.search(self._source) is not None

    @cached_property
    def has_scripts(self) -> bool:
        return _SCRIPT.search(self._source) is not None

    @cached_property
    def is_inert(self) -> bool:
        """Whether it is a page, not a part for a template, with no script and no sheet from elsewhere."""
        return self._is_whole and not self.has_scripts and not self.has_sheet_links

    @cached_property
    def has_sheet_links(self) -> bool:
        """Whether style sheets apply that cannot be read here."""
        return _SHEET_LINK.search(self._source, 0, _STYLED_WITHIN) is not None

    @cached_property
    def is_styled(self) -> bool:
        return self.has_sheet_links or "<style" in self._source[:_STYLED_WITHIN].lower()

    @cached_property
    def controlled(self) -> frozenset[str]:
        """The ids that a control opens or a description refers to."""
        values = (match[1] for control in _CONTROLS for match in control.finditer(self._source))
        return frozenset(word.lstrip("#") for value in values for word in value.split())
