"""Escaped text with marks: what changed, and which passages a detector found suspicious."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from app.domain.changes import Change, ChangePart
from app.domain.scores import DetectorScore, DetectorWindow
from app.reports.difference import Kind, Segment, shown_difference, word_difference
from app.reports.printable import printable_block

MOST_SHOWN = 300_000
"""Characters of one text on a page."""
WORDS_FROM = ((0.9, "likely machine-written", "high"), (0.6, "possibly machine-written", "mid"))
"""Labels by a window's least probability, the highest first; below the last one nothing is marked."""


def shown(text: str) -> Markup:
    return escape(printable_block(text))


def inline_difference(base: str, changes: Iterable[Change]) -> Markup:
    """The whole base text with every change in place, deleted and inserted words marked."""
    parts: list[Markup] = []
    at = 0
    for change, part in _in_order(changes):
        parts.append(shown(base[at : part.before.start]))
        words = Markup("").join(_word(segment) for segment in word_difference(part.old, part.new))
        parts.append(
            Markup('<span class="change" id="in-{0}" data-change="{0}">{1}</span>').format(change.id, words)
        )
        at = max(at, part.before.end)
    parts.append(shown(base[at:]))
    return Markup("").join(parts)


def one_side(text: str, changes: Iterable[Change], *, is_before: bool) -> Markup:
    """One of two columns: the text before, with deletions marked, or after, with insertions marked."""
    changed = [
        (part.before if is_before else part.after, change.id) for change in changes for part in change.parts
    ]
    spans = sorted((span.start, span.end, change_id) for span, change_id in changed)
    marked = _LEFT if is_before else _RIGHT
    parts: list[Markup] = []
    at = 0
    for start, end, change_id in spans:
        if start < at or start == end:
            continue
        parts.append(shown(text[at:start]))
        parts.append(marked.format(change_id, shown(text[start:end])))
        at = end
    parts.append(shown(text[at:]))
    return Markup("").join(parts)


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


def words_marked(sentence: str, words: str) -> Markup:
    """A sentence with the words that a difference is about, where it has them as they are."""
    at = sentence.find(words) if words.strip() else -1
    if at < 0:
        return shown(sentence)
    end = at + len(words)
    return (
        shown(sentence[:at])
        + Markup("<mark>{}</mark>").format(printable_block(words))
        + shown(sentence[end:])
    )


def windows_marked(text: str, score: DetectorScore) -> Markup:
    """The text with suspicious stretches marked; where windows overlap, the highest probability counts."""
    parts: list[Markup] = []
    for start, end, probability in _stretches(len(text), score.windows):
        stretch = shown(text[start:end])
        mark = next(((label, css) for least, label, css in WORDS_FROM if probability >= least), None)
        if mark is None or not text[start:end].strip():
            parts.append(stretch)
            continue
        label, css = mark
        marked = Markup('<mark class="window {}" title="{}: {:.0%}, evidence, not proof">{}</mark>')
        parts.append(marked.format(css, label, probability, stretch))
    return Markup("").join(parts)


def _stretches(length: int, windows: Sequence[DetectorWindow]) -> Iterable[tuple[int, int, float]]:
    """Split the text at every window's edges, in one pass over the edges."""
    edges: list[tuple[int, int, float]] = []
    for window in windows:
        start, end = max(window.span.start, 0), min(window.span.end, length)
        if start < end:
            edges += [(start, 1, window.probability), (end, -1, window.probability)]
    edges.sort(key=lambda edge: (edge[0], edge[1]))
    open_now: list[float] = []
    at = 0
    for offset, kind, probability in edges:
        if offset > at:
            yield at, offset, max(open_now, default=0.0)
            at = offset
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
