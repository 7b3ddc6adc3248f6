"""Template code in a text: Hugo and Jekyll shortcodes, MDX. Masked before parsing, kept byte for byte.

Masking never changes lengths: every offset in the masked text is the same offset in the source.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.content.folding import MASK
from app.domain.content import BlockKind, Span


@dataclass(frozen=True, slots=True)
class Region:
    """A range of template code."""

    start: int
    end: int
    kind: BlockKind = BlockKind.MARKUP
    inner: Span | None = None
    """The readable part of comments and code."""


_CLOSERS = {"{{<": ">}}", "{{%": "%}}", "{{": "}}", "{%": "%}", "{#": "#}"}
_OPENERS = re.compile(r"\{\{[<%]?|\{%")
_PAIRED = re.compile(r"\{%-?\s{0,9}(comment|highlight|raw)\b")
MAX_TEMPLATE = 5000
"""Characters in one shortcode; a closing mark further away belongs to another."""


def template_regions(source: str, start: int, end: int) -> Iterator[Region]:
    """`{{< >}}`, `{{% %}}`, `{{ }}`, `{% %}` with the content of `comment` and `highlight`; in order."""
    closers = _Closers(source, end)
    never_ended: set[str] = set()
    position = start
    while True:
        match = _OPENERS.search(source, position, end)
        if match is None:
            return
        opener = match.group()
        close = closers.after(_CLOSERS[opener], match.end())
        if close < 0 or close - match.end() > MAX_TEMPLATE:
            position = match.end()
            continue
        position = close + len(_CLOSERS[opener])
        paired = _PAIRED.match(source, match.start())
        if paired is None or paired[1] == "raw" or paired[1] in never_ended:
            yield Region(match.start(), position)
            continue
        inner = position
        last = re.compile(r"\{%-?\s{0,9}end" + paired[1] + r"\s{0,9}-?%\}").search(source, position, end)
        if last is None:
            never_ended.add(paired[1])
            yield Region(match.start(), position)
            continue
        position = last.end()
        kind = BlockKind.HIDDEN if paired[1] == "comment" else BlockKind.CODE
        yield Region(match.start(), position, kind, Span(inner, last.start()))


class _Closers:
    """Finds closing marks without searching the same characters twice for one that is not there."""

    def __init__(self, source: str, end: int) -> None:
        self._source, self._end = source, end
        self._next: dict[str, int] = {}

    def after(self, closer: str, position: int) -> int:
        known = self._next.get(closer)
        if known is not None and (known < 0 or known >= position):
            return known
        found = self._source.find(closer, position, self._end)
        self._next[closer] = found
        return found


def mask(source: str, regions: Iterable[Region], *, keep_html_blocks: bool = True) -> str:
    """The source with each region blanked: by spaces where it is alone on its lines, else by a filler.

    With `keep_html_blocks` a line next to raw HTML gets the filler too: a blank line would end the HTML.
    """
    parts: list[str] = []
    position = 0
    for region in regions:
        if region.start < position:
            continue
        parts.append(source[position : region.start])
        apart = stands_alone(source, region.start, region.end) and not (
            keep_html_blocks and _beside_tag(source, region.start, region.end)
        )
        filler = " " if apart else MASK
        parts.append(_blank(source[region.start : region.end], filler))
        position = region.end
    parts.append(source[position:])
    return "".join(parts)


def _beside_tag(source: str, start: int, end: int) -> bool:
    """Next to a line of raw HTML."""
    before = source[max(0, start - 300) : start].rstrip(" \t").removesuffix("\n").removesuffix("\r")
    after = source[end : end + 300].lstrip(" \t").removeprefix("\r").removeprefix("\n")
    return before.endswith(">") or after.lstrip(" \t").startswith("<")


def _blank(text: str, filler: str) -> str:
    return _NOT_BREAK.sub(lambda run: filler * len(run.group()), text)


_NOT_BREAK = re.compile(r"[^\r\n]+")


def stands_alone(source: str, start: int, end: int) -> bool:
    """Whether only white space shares the lines of `source[start:end]`."""
    before = start
    while before > 0 and source[before - 1] in " \t" and start - before < 1000:
        before -= 1
    after = end
    while after < len(source) and source[after] in " \t" and after - end < 1000:
        after += 1
    return (before == 0 or source[before - 1] in "\r\n") and (after == len(source) or source[after] in "\r\n")
