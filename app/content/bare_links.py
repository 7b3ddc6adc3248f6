"""Addresses shown without a link around them: readers can follow them all the same."""

import re
from bisect import bisect_right
from itertools import accumulate

from app.domain.content import Fragment, Link, Span

_ADDRESS = re.compile(r"https?://[^\s<>\"'`{}|\\^\[\]]{3,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?*_~…。、，"


def with_bare_links(text: str, fragments: tuple[Fragment, ...], links: tuple[Link, ...]) -> tuple[Link, ...]:
    """`links`, plus one for every address in `text` that appears in the source outside them."""
    if "://" not in text:
        return links
    starts, reach = _reach(links)
    found = []
    for match in _ADDRESS.finditer(text):
        address = _trimmed(match.group())
        span = _span(fragments, match.start(), match.start() + len(address))
        before = 0 if span is None else bisect_right(starts, span.start)
        if span is None or (before and reach[before - 1] > span.start):
            continue
        found.append(Link(address, address, span))
    return tuple(sorted((*links, *found), key=lambda link: link.span.start)) if found else links


def _reach(links: tuple[Link, ...]) -> tuple[list[int], list[int]]:
    """Where links start, and for each start how far any link begun by then extends."""
    ordered = sorted(links, key=lambda link: link.span.start)
    reach = list(accumulate((link.span.end for link in ordered), max))
    return [link.span.start for link in ordered], reach


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence around it."""
    surplus = address.count(")") - address.count("(")
    end = len(address)
    while address[end - 1] in _TRAILING or (address[end - 1] == ")" and surplus > 0):
        surplus -= address[end - 1] == ")"
        end -= 1
    return address[:end]


def _span(fragments: tuple[Fragment, ...], start: int, end: int) -> Span | None:
    """The source span of `text[start:end]`, if one fragment contains it."""
    index = bisect_right(fragments, start, key=lambda fragment: fragment.text_start) - 1
    if index < 0 or end > fragments[index].text_start + fragments[index].length:
        return None
    shift = fragments[index].source_start - fragments[index].text_start
    return Span(start + shift, end + shift)
