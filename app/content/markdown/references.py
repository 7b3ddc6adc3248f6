"""Link reference definitions: markup if they name an address, hidden text if they are a comment."""

import re
from itertools import pairwise

from app.content.drafts import Drafts
from app.content.folding import TextRun
from app.domain.content import BlockKind, Span

_LINE = re.compile(r"(?<![^\r\n])[ \t]{0,3}\[(?P<label>[^\]\r\n]{1,999})\]:[ \t]*+(?P<rest>[^\r\n]*+)")
_NOWHERE = re.compile(r"(?:#|<>|<#>|about:blank)?(?:[ \t]++(?P<title>[\"'(][^\r\n]*+))?$")


def reference_drafts(source: str, covered: list[tuple[int, int]], drafts: Drafts, *, start: int) -> None:
    """Blocks for the text between the parsed blocks: definitions are never shown."""
    position = start
    for first, last in [*covered, (len(source), len(source))]:
        if first > position and source[position:first].strip():
            _gap(source, drafts, position, first)
        position = max(position, last)


def _gap(source: str, drafts: Drafts, start: int, end: int) -> None:
    starts = [match.start() for match in _LINE.finditer(source, start, end)]
    _stray(source, drafts, start, starts[0] if starts else end)
    for begin, stop in pairwise([*starts, end]):
        match = _LINE.match(source, begin, stop)
        assert match is not None
        whole = Span(begin, begin + len(source[begin:stop].rstrip()))
        label, rest = match["label"].strip(), match["rest"].strip()
        nowhere = _NOWHERE.match(rest)
        is_comment = label in {"//", "comment", "_", "#"} or (
            nowhere is not None and nowhere["title"] is not None
        )
        kind = BlockKind.HIDDEN if is_comment else BlockKind.MARKUP
        inner = Span(match.start("rest"), whole.end) if is_comment else whole
        drafts.plain(kind, source, inner=inner, whole=whole)


def _stray(source: str, drafts: Drafts, start: int, end: int) -> None:
    """Text that the parser skipped (which happens around lone carriage returns): none may be lost."""
    stripped = source[start:end].strip()
    if stripped:
        first = start + source[start:end].index(stripped)
        run = TextRun(source)
        run.add(first, first + len(stripped))
        drafts.add(BlockKind.PARAGRAPH, run, start=first, end=first + len(stripped))
