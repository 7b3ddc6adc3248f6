"""What a rule does not read as prose: code, bare addresses, and what a style's configuration leaves out."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from app.content.markdown.code_spans import CodeSpans
from app.domain.content import ContentFormat, Document
from app.evaluation.house_rules.elements import left_out
from app.evaluation.house_rules.patterns import Pattern
from app.evaluation.house_rules.time_limit import OutOfTime, TimeLimit

_HTML_CODE = re.compile(r"<(code|tt|kbd|samp|pre)\b[^<>]{0,500}>", re.IGNORECASE)
_RST_CODE = re.compile(r"``[^\n`](?:[^`\n]|`(?!`)|\n(?!\s*\n)){0,2000}``|:[a-z:+-]{1,40}:`[^`]{1,500}`")
_ADDRESS = re.compile(r"(?<![\w(\[\"'])(?:https?|ftp)://[^\s<>\"')\]]+|<(?:https?|mailto):[^\s<>]+>")


class Masked:
    """Ranges of the source whose text rules see as asterisks."""

    def __init__(
        self,
        document: Document,
        ignored: Iterable[Pattern] = (),
        *,
        limit: TimeLimit,
        tags: frozenset[str] = frozenset(),
        classes: frozenset[str] = frozenset(),
    ) -> None:
        """`tags` and `classes` are elements that are left out. A slow pattern leaves nothing out."""
        ranges = sorted([*_ranges(document, ignored, limit), *left_out(document, tags, classes)])
        merged: list[tuple[int, int]] = []
        for start, end in ranges:
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        self._ranges = merged
        self._starts = [start for start, _ in merged]

    def over(self, text: str, start: int) -> str:
        """The text, which stands at `start` in the source, with asterisks for what is masked in it."""
        parts, read = [], 0
        for first, last in self.within(start, start + len(text)):
            parts += [text[read : first - start], "*" * (last - first)]
            read = last - start
        return "".join([*parts, text[read:]]) if parts else text

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of `start` to `end` that are masked."""
        index = max(0, bisect_right(self._starts, start) - 1)
        while index < len(self._ranges) and self._ranges[index][0] < end:
            first, last = self._ranges[index]
            if last > start:
                yield max(first, start), min(last, end)
            index += 1


def _ranges(document: Document, ignored: Iterable[Pattern], limit: TimeLimit) -> Iterator[tuple[int, int]]:
    source = document.source
    if document.format in (ContentFormat.MARKDOWN, ContentFormat.MDX):
        yield from CodeSpans(source, 0, len(source)).spans
    if document.format is ContentFormat.RST:
        yield from (match.span() for match in _RST_CODE.finditer(source))
    elif document.format is not ContentFormat.TEXT:
        yield from _html_code(source)
        yield from (match.span() for match in _ADDRESS.finditer(source))
    for pattern in ignored:
        try:
            yield from (match.span() for match in pattern.find_all(source, limit))
        except OutOfTime:
            continue


def _html_code(source: str) -> Iterator[tuple[int, int]]:
    lower = source.lower() if "<" in source else ""
    position = 0
    unclosed: set[str] = set()
    while len(lower) == len(source) and (match := _HTML_CODE.search(source, position)) is not None:
        name = match[1].lower()
        end = -1 if name in unclosed else lower.find(f"</{name}", match.end())
        position = match.end() if end < 0 else end
        if end >= 0:
            yield match.end(), end
        else:
            unclosed.add(name)
