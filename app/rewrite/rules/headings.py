"""Heading levels that form a tree: one first level, no level skipped on the way down.

Which heading is the page's title is not guessed. Several level-1 headings are put in order only where the
front matter names the title (then all of them are sections), or where the first of them has no
section of its own below it (then it is the title of what follows).
"""

import re
from collections.abc import Iterator

from app.domain.content import Block, ContentFormat, Document, Span
from app.rewrite.rules.edits import Edit

RULE = "heading-level"

_ATX = re.compile(r"#{1,6}(?=[ \t])")
_SETEXT = re.compile(r"(?P<text>[^\r\n]+)(?P<newline>\r\n|\r|\n)(?P<rule>=+|-+)(?P<rest>[ \t]*)\Z")
_OPEN = re.compile(r"<h[1-6](?=[\s>])", re.IGNORECASE)
_CLOSE = re.compile(r"</h[1-6]\s*>\Z", re.IGNORECASE)


def heading_edits(document: Document) -> Iterator[Edit]:
    """One edit a heading whose level has to move. Formats whose levels are a convention stay."""
    headings = [block for block in document.headings() if 1 <= block.level <= 6]
    is_html = document.format is ContentFormat.HTML
    keep_tops = is_html or document.format is ContentFormat.RST
    levels = wanted_levels(
        [block.level for block in headings], has_title="title" in document.front_matter, keep_tops=keep_tops
    )
    moved = [(block, level) for block, level in zip(headings, levels, strict=True) if level != block.level]
    if is_html and any(_is_styled(document, block) for block, _ in moved):
        return
    for block, level in moved:
        yield from _relevel(document, block, level)


def wanted_levels(levels: list[int], *, has_title: bool = False, keep_tops: bool = False) -> list[int]:
    """The same tree with its levels one step apart.

    `has_title` says that the page has a title above these headings, `keep_tops` that several level-1
    headings are meant. What stands before the first level-1 heading keeps its depth.
    """
    wanted: list[int] = []
    above: list[tuple[int, int]] = []
    allowed = levels.count(1) if keep_tops else _tops_that_stay(levels, has_title=has_title)
    tops = 0
    for level in levels:
        tops += level == 1
        lowered = level + 1 if tops > allowed else level
        while above and above[-1][0] >= lowered:
            above.pop()
        new = min(lowered, above[-1][1] + 1 if above else lowered, 6)
        above.append((lowered, new))
        wanted.append(new)
    return wanted


def _tops_that_stay(levels: list[int], *, has_title: bool) -> int:
    tops = levels.count(1)
    if tops < 2:
        return tops
    if has_title:
        return 0
    first = levels.index(1)
    is_title = first == 0 and levels[1] == 1
    return 1 if is_title else tops


def _is_styled(document: Document, block: Block) -> bool:
    """A class says that the level is part of the page's design."""
    tag = document.source[block.span.start : block.span.end].partition(">")[0]
    return "class=" in tag or "style=" in tag


def _relevel(document: Document, block: Block, level: int) -> Iterator[Edit]:
    raw = document.source[block.span.start : block.span.end]
    if document.format in (ContentFormat.MARKDOWN, ContentFormat.MDX) and not raw.startswith("<"):
        yield from _markdown(block, raw, level)
    elif document.format is not ContentFormat.RST:
        yield from _html(block, raw, level)


def _markdown(block: Block, raw: str, level: int) -> Iterator[Edit]:
    start = block.span.start
    if match := _ATX.match(raw):
        yield Edit(Span(start, start + match.end()), "#" * level, RULE, block.section_id)
        return
    match = _SETEXT.match(raw.rstrip())
    if match is None:
        return
    if level <= 2:
        mark = ("=" if level == 1 else "-") * len(match["rule"])
        at = start + match.start("rule")
        yield Edit(Span(at, at + len(mark)), mark, RULE, block.section_id)
    else:
        end = start + len(raw.rstrip())
        yield Edit(Span(start, end), f"{'#' * level} {match['text'].strip()}", RULE, block.section_id)


def _html(block: Block, raw: str, level: int) -> Iterator[Edit]:
    opening, closing = _OPEN.match(raw), _CLOSE.search(raw.rstrip()[-12:])
    if opening is None or closing is None:
        return
    at = block.span.start + opening.end() - 1
    end = block.span.start + len(raw.rstrip()) - len(closing.group()) + len("</h")
    yield Edit(Span(at, at + 1), str(level), RULE, block.section_id)
    yield Edit(Span(end, end + 1), str(level), RULE, block.section_id)
