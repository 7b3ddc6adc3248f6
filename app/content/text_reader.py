"""Plain text: paragraphs between blank lines."""

import re

from app.content.drafts import Drafts
from app.content.folding import TextRun
from app.domain.content import BlockKind

_LINE = re.compile(r"([^\r\n]*+)(\r\n|\r|\n|\Z)")


def read_plain(source: str, drafts: Drafts, *, start: int) -> None:
    """Every run of lines that are not blank becomes a paragraph."""
    first = last = -1
    position = start
    while position < len(source):
        match = _LINE.match(source, position)
        if match is None or match.end() == position:
            break
        line = match[1]
        if line.strip():
            if first < 0:
                first = position + len(line) - len(line.lstrip())
            last = position + len(line.rstrip())
        elif first >= 0:
            _paragraph(source, drafts, first, last)
            first = -1
        position = match.end()
    if first >= 0:
        _paragraph(source, drafts, first, last)


def _paragraph(source: str, drafts: Drafts, start: int, end: int) -> None:
    run = TextRun(source)
    run.add(start, end)
    drafts.add(BlockKind.PARAGRAPH, run, start=start, end=end)
