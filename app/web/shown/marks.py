"""Escaped text with marks: what changed, and where a detector looked twice."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from app.domain.changes import Change, ChangePart
from app.domain.scores import DetectorScore, DetectorWindow
from app.reports.difference import Kind, Segment, shown_difference, word_difference
from app.reports.printable import printable_block

MOST_SHOWN = 300_000
"""Characters of one text on a page."""
WORDS_FROM = ((0.9, "likely machine-written", "high"), (0.6, "possibly machine-written", "mid"))
"""Confidence words by a window's probability, the highest first; below the last nothing is marked."""


def shown(text: str) -> Markup:
    return escape(printable_block(text))


def inline_difference(base: str, changes: Iterable[Change]) -> Markup:
    """The whole base text with each change where it happens, words struck out and put in."""
    pieces: list[Markup] = []
    at = 0
    for change, part in _in_order(changes):
        pieces.append(shown(base[at : part.before.start]))
        words = Markup("").join(_word(segment) for segment in word_difference(part.old, part.new))
        pieces.append(
            Markup('<span class="change" id="in-{0}" data-change="{0}">{1}</span>').format(change.id, words)
        )
        at = max(at, part.before.end)
    pieces.append(shown(base[at:]))
    return Markup("").join(pieces)


def one_side(text: str, changes: Iterable[Change], *, is_before: bool) -> Markup:
    """One of two columns: the text as it was with what goes, or as it would be with what came."""
    placed = [
        (part.before if is_before else part.after, change.id) for change in changes for part in change.parts
    ]
    spans = sorted((span.start, span.end, change_id) for span, change_id in placed)
    marked = _LEFT if is_before else _RIGHT
    pieces: list[Markup] = []
    at = 0
    for start, end, change_id in spans:
        if start < at or start == end:
            continue
        pieces.append(shown(text[at:start]))
        pieces.append(marked.format(change_id, shown(text[start:end])))
        at = end
    pieces.append(shown(text[at:]))
    return Markup("").join(pieces)


def whole_difference(before: str, after: str) -> Markup:
    """Two revisions in one text, with long unchanged stretches folded."""
    return Markup("").join(
        _FOLDED.format(segment.text) if segment.kind is Kind.FOLDED else _word(segment)
        for segment in shown_difference(before.replace("\r", ""), after.replace("\r", ""))
    )


def change_words(change: Change) -> Markup:
    """One change on its own card."""
    return Markup(" … ").join(
        Markup("").join(_word(segment) for segment in word_difference(part.old, part.new))
        for part in change.parts
    )


def windows_marked(text: str, score: DetectorScore) -> Markup:
    """The text with every suspicious stretch marked; where windows overlap, the most suspicious counts."""
    pieces: list[Markup] = []
    for start, end, probability in _stretches(len(text), score.windows):
        piece = shown(text[start:end])
        words = next(((told, css) for least, told, css in WORDS_FROM if probability >= least), None)
        if words is None or not text[start:end].strip():
            pieces.append(piece)
            continue
        told, css = words
        marked = Markup('<mark class="window {}" title="{}: {:.0%}, evidence, not proof">{}</mark>')
        pieces.append(marked.format(css, told, probability, piece))
    return Markup("").join(pieces)


def _stretches(length: int, windows: Sequence[DetectorWindow]) -> Iterable[tuple[int, int, float]]:
    """Cut the text at every window's edge, in one pass over the edges."""
    edges: list[tuple[int, int, float]] = []
    for window in windows:
        start, end = max(window.span.start, 0), min(window.span.end, length)
        if start < end:
            edges += [(start, 1, window.probability), (end, -1, window.probability)]
    edges.sort(key=lambda edge: (edge[0], edge[1]))
    open_now: list[float] = []
    at = 0
    for place, kind, probability in edges:
        if place > at:
            yield at, place, max(open_now, default=0.0)
            at = place
        if kind > 0:
            open_now.append(probability)
        else:
            open_now.remove(probability)
    if at < length:
        yield at, length, 0.0


def _in_order(changes: Iterable[Change]) -> list[tuple[Change, ChangePart]]:
    parts = [(change, part) for change in changes for part in change.parts]
    return sorted(parts, key=lambda pair: (pair[1].before.start, pair[1].after.start))


_FOLDED = Markup('<span class="folded">{}</span>')
_LEFT = Markup('<del data-change="{}">{}</del>')
_RIGHT = Markup('<ins data-change="{}">{}</ins>')
_GONE, _NEW = Markup("<del>{}</del>"), Markup("<ins>{}</ins>")
_WRAPS = {Kind.REMOVED: _GONE, Kind.ADDED: _NEW, Kind.MOVED_AWAY: _GONE, Kind.MOVED_HERE: _NEW}


def _word(segment: Segment) -> Markup:
    wrap = _WRAPS.get(segment.kind)
    text = shown(segment.text)
    return text if wrap is None else wrap.format(text)
