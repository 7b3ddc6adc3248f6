"""Text that readers see outside blocks: a page's title; in reStructuredText, list tables and images."""

import re
from collections.abc import Iterator

from app.domain.content import ContentFormat, Document, Span
from app.evaluation.house_rules.masks import Masked
from app.evaluation.house_rules.passage import Passage

_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,2000})", re.IGNORECASE)
_LIST_TABLE = re.compile(r"^([ \t]*)\.\.[ \t]+list-table::[^\n]*\n", re.MULTILINE)
_CELL = re.compile(r"[ \t]*(?:[*-][ \t]+)?-[ \t]+(?=\S)")
_ALT = re.compile(r"^[ \t]{1,40}:alt:[ \t]+(\S[^\n]*(?:\n[ \t]{2,}(?!:)\S[^\n]*){0,20})", re.MULTILINE)


def outside_blocks(document: Document, masked: Masked, extension: str) -> Iterator[Passage]:
    source = document.source
    if document.format is ContentFormat.HTML:
        for match in _TITLE.finditer(source):
            yield _passage(document, masked, match.start(1), match.end(1), f"text.{extension}")
    if document.format is ContentFormat.RST:
        for match in _LIST_TABLE.finditer(source):
            for start, end in _cells(source, match.end(), len(match[1].expandtabs())):
                yield _passage(document, masked, start, end, f"text.table.cell.{extension}")
        for match in _ALT.finditer(source):
            yield _passage(document, masked, match.start(1), match.end(1), f"text.attr.alt.{extension}")


def _cells(source: str, position: int, indent: int) -> Iterator[tuple[int, int]]:
    """The cells of a list table: each begins at a hyphen, and goes on in lines that begin with none."""
    start = end = -1
    while position < len(source):
        stop = source.find("\n", position)
        stop = len(source) if stop < 0 else stop
        line = source[position:stop]
        if line.strip() and len(line.expandtabs()) - len(line.expandtabs().lstrip()) <= indent:
            break
        cell = _CELL.match(line)
        if cell is not None:
            if start >= 0:
                yield start, end
            start = position + cell.end()
        if line.strip() and start >= 0:
            end = position + len(line.rstrip())
        position = stop + 1
    if start >= 0:
        yield start, end


def _passage(document: Document, masked: Masked, start: int, end: int, scope: str) -> Passage:
    text = masked.over(document.source[start:end], start)

    def to_source(begin: int, stop: int) -> Span:
        return Span(start + begin, start + stop)

    parts = frozenset(scope.split("."))
    return Passage(text, parts, parts, to_source, language=document.language)
