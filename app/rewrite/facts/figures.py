"""The figures of a text for comparison: digits and number words alike, by value and unit."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.domain.content import Span
from app.rewrite.facts.lexicon import Lexicon
from app.text.figures import Figure, FigureKind, find_figures

DATE_KINDS = frozenset({FigureKind.DATE, FigureKind.TIME, FigureKind.YEAR})

_WORD = re.compile(r"[^\W\d_]+")
_POINTS = re.compile(r"point|punkt|punt|puntos|punti|pontos|ポイント|百分点|百分點", re.IGNORECASE)
_LATIN_UNIT = re.compile(r"(?<=\d)[A-Za-zµ%/]{1,6}(?=[\u3040-\u30ff\u3400-\u9fff])")
_TENS = frozenset(range(20, 100, 10))


def figures_of(text: str, lexicon: Lexicon) -> list[Figure]:
    """Every figure with its place in `text`. `three days` and `3 days` have the same key."""
    digits, places = _with_digits(text, lexicon)
    found = find_figures(digits, language=lexicon.language or None)
    if places is None:
        return [_exact(figure, digits) for figure in found]
    return [
        replace(_exact(figure, digits), span=Span(places[figure.span.start], places[figure.span.end]))
        for figure in found
    ]


def _exact(figure: Figure, text: str) -> Figure:
    """Percentage points are no percent."""
    raw = text[figure.span.start : figure.span.end]
    is_points = figure.kind is FigureKind.PERCENT and _POINTS.search(raw)
    return replace(figure, unit="pp") if is_points else figure


def _with_digits(text: str, lexicon: Lexicon) -> tuple[str, list[int] | None]:
    """Number words replaced by digits, and a space put where CJK follows a Latin unit; for each offset of
    the result its offset in `text`."""
    edits = sorted([*_number_words(text, lexicon), *_unit_ends(text)])
    if not edits:
        return text, None
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for start, end, new in edits:
        parts += (text[at:start], new)
        places.extend(range(at, start))
        places.extend([start] * len(new))
        at = end
    parts.append(text[at:])
    places.extend(range(at, len(text) + 1))
    return "".join(parts), places


def _number_words(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    if lexicon.numbers.keys().isdisjoint(_WORD.findall(text.lower())):
        return
    matches = [match for match in _WORD.finditer(text) if match.group().lower() in lexicon.numbers]
    skip = -1
    for index, match in enumerate(matches):
        if index == skip:
            continue
        end, value = match.end(), lexicon.numbers[match.group().lower()]
        following = matches[index + 1] if index + 1 < len(matches) else None
        if value in _TENS and following is not None and text[end : following.start()] == "-":
            unit = lexicon.numbers[following.group().lower()]
            if unit < 10:
                value, end, skip = value + unit, following.end(), index + 1
        yield match.start(), end, str(value)


def _unit_ends(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _LATIN_UNIT.finditer(text):
        yield match.end(), match.end(), " "
