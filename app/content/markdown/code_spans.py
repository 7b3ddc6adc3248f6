"""The code in a Markdown text: template code inside it is an example, not a template."""

import re
from bisect import bisect_right
from collections.abc import Iterator

_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n|\Z)")
_FENCE = re.compile(r"[ \t>]*+(?:[-*+]|\d{1,9}[.)])?[ \t>]*+(`{3,}|~{3,})([^\r\n]*+)")
_TICKS = re.compile(r"`+")


class CodeSpans:
    """Fenced blocks and inline code of `source[start:end]`; lookups by offset use bisection."""

    def __init__(self, source: str, start: int, end: int) -> None:
        self.spans = list(_code_spans(source, start, end))
        self._starts = [span[0] for span in self.spans]

    def holds(self, position: int) -> bool:
        """Whether `position` is inside code."""
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and position < self.spans[index][1]

    def end_at(self, position: int) -> int:
        """The end of the code around `position`, or `position` if there is none."""
        index = bisect_right(self._starts, position) - 1
        return (
            max(position, self.spans[index][1])
            if index >= 0 and position < self.spans[index][1]
            else position
        )


def _code_spans(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    fence = ""
    fence_start = text_start = start
    position = start
    while position < end:
        line = _LINE.match(source, position, end)
        if line is None or line.end() == position:
            break
        match = _FENCE.match(source, position, line.end())
        if match is not None:
            ticks, info = match[1], match[2]
            if not fence:
                if not (ticks[0] == "`" and "`" in info):
                    yield from _inline(source, text_start, position)
                    fence, fence_start = ticks, position
            elif ticks.startswith(fence) and not info.strip():
                yield fence_start, line.end()
                fence, text_start = "", line.end()
        position = line.end()
    if fence:
        yield fence_start, end
    else:
        yield from _inline(source, text_start, end)


def _inline(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Pairs of equally long runs of backticks, matched as in CommonMark, at most a paragraph apart."""
    runs = [match.span() for match in _TICKS.finditer(source, start, end)]
    following: dict[int, int] = {}
    closer = [-1] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        size = runs[index][1] - runs[index][0]
        closer[index] = following.get(size, -1)
        following[size] = index
    index = 0
    while index < len(runs):
        match = closer[index]
        if match < 0 or runs[match][0] - runs[index][1] > 1000:
            index += 1
            continue
        yield runs[index][0], runs[match][1]
        index = match + 1


def code_within(shown: str, start: int, end: int, text: str) -> tuple[int, int] | None:
    """Where the `text` of the span `shown[start:end]` is between its ticks; None if it is not there."""
    ticks = 0
    while start + ticks < end and shown[start + ticks] == "`":
        ticks += 1
    first, last = start + ticks, end - ticks
    inner = shown[first:last]
    if inner != text and inner[1:-1] == text:
        first, last = first + 1, last - 1
    return (first, last) if shown[first:last] == text else None
