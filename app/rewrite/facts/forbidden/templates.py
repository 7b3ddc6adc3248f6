"""Template code in any braces or angle brackets: Liquid, Jinja, Hugo, MDX expressions, ERB, EJS, PHP, macros.

Dialects are not distinguished: what one site's build leaves alone, the next one runs.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from app.domain.content import ContentFormat, Document, Span
from app.domain.facts import FactKind
from app.rewrite.facts.forbidden.code import code_blocks
from app.rewrite.facts.forbidden.construct import Construct, Finder

_BRACE = re.compile(r"[{}]")
_BLANK = re.compile(r"\n[ \t\r]*\n|\r[ \t]*\r")
_ANGLE = re.compile(r"<(?:%|\?|[#@$!](?=[A-Za-z\[]))")
_CLOSERS = {"<%": "%>", "<?": "?>"}
_ENCODED = re.compile(r"&(?:lbrace|lcub|rbrace|rcub|#0{0,7}12[35]|#x0{0,7}7[bd]);?", re.IGNORECASE)
"""What a browser shows as a brace, where scripts then look for templates."""
_LINE = re.compile(r"[^\r\n]{0,200}")
_SIGILS = "$#@%!*\\"
_NAMES = (
    ("{{<", "shortcode"),
    ("{{%", "shortcode"),
    ("{{#", "template block"),
    ("{{", "template expression"),
    ("{%", "template tag"),
    ("{#", "template comment or attribute"),
    ("{!", "include"),
    ("{:", "attribute list"),
)
LONGEST = 5_000
"""Characters between the braces of a template outside MDX; a closer further away belongs to another."""


def template_constructs(document: Document, source: str) -> Iterator[Construct]:
    if "{" in source or "}" in source:
        yield from braced(source, code_blocks(document), is_mdx=document.format is ContentFormat.MDX)
    if "<" in source:
        yield from angled(source)
    for match in _ENCODED.finditer(source):
        yield Construct(FactKind.TEMPLATE, "encoded brace", match.group().lower(), Span(*match.span()))


def braced(source: str, walls: Sequence[Span], *, is_mdx: bool) -> Iterator[Construct]:
    """Every outermost pair of braces, and every brace that has no partner. `walls`, blocks of code in order,
    are each searched by themselves."""
    starts = [wall.start for wall in walls]
    outside, inside = _Stack(source, is_mdx=is_mdx), _Stack(source, is_mdx=is_mdx)
    current = -1
    for match in _BRACE.finditer(source):
        place = match.start()
        block = _held_by(walls, starts, place)
        if block >= 0 and block != current:
            yield from inside.flush()
            current = block
        stack = outside if block < 0 else inside
        yield from stack.feed(place)
    yield from inside.flush()
    yield from outside.flush()


def _held_by(walls: Sequence[Span], starts: Sequence[int], place: int) -> int:
    index = bisect_right(starts, place) - 1
    return index if index >= 0 and place < walls[index].end else -1


class _Stack:
    """The braces that are open in one stretch of text."""

    def __init__(self, source: str, *, is_mdx: bool) -> None:
        self._source = source
        self._is_mdx = is_mdx
        self._open: list[int] = []
        self._pairs: list[tuple[int, int]] = []
        self._last = 0

    def feed(self, place: int) -> Iterator[Construct]:
        if self._open and self._is_apart(place):
            yield from self.flush()
        self._last = place
        if self._source[place] == "{":
            self._open.append(place)
        elif not self._open:
            yield _single(place, "}")
        else:
            opened = self._open.pop()
            while self._pairs and self._pairs[-1][0] > opened:
                self._pairs.pop()
            self._pairs.append((opened, place + 1))
            if not self._open:
                yield from self.flush()

    def flush(self) -> Iterator[Construct]:
        """End the stretch: outermost pairs, and openers that nothing closed."""
        yield from (_single(place, "{") for place in self._open)
        yield from (_pair(self._source, opened, closed) for opened, closed in self._pairs)
        self._open, self._pairs = [], []

    def _is_apart(self, place: int) -> bool:
        """Too far from what is open to be one construct with it."""
        if self._is_mdx:
            return False
        if place - self._open[0] > LONGEST:
            return True
        is_template = self._source[self._open[0] + 1] in "{%#!<"
        return not is_template and _BLANK.search(self._source, self._last, place) is not None


def _single(place: int, brace: str) -> Construct:
    return Construct(FactKind.TEMPLATE, "brace without a partner", brace, Span(place, place + 1))


def _pair(source: str, opened: int, closed: int) -> Construct:
    start = opened - 1 if opened and source[opened - 1] in _SIGILS else opened
    text = source[start:closed]
    name = next((name for mark, name in _NAMES if source.startswith(mark, opened)), "expression in braces")
    return Construct(FactKind.TEMPLATE, name, text, Span(start, closed))


def angled(source: str) -> Iterator[Construct]:
    closers = Finder(source)
    position = 0
    while (match := _ANGLE.search(source, position)) is not None:
        start = match.start()
        opener = match.group()
        end = closers.end_of(_CLOSERS.get(opener, ">"), match.end())
        if end < 0 or (opener not in _CLOSERS and end - start > LONGEST):
            line = _LINE.match(source, start)
            end = match.end() if line is None else line.end()
        position = max(end, match.end())
        name = "server code" if opener in _CLOSERS else "macro or declaration"
        yield Construct(FactKind.TEMPLATE, name, source[start:end], Span(start, end))
