"""The word-level difference of two texts, with long unchanged stretches folded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.text.word_diff import Hunk, differences

_ONE_BY_ONE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
"""Scripts written without spaces: Thai, kana, Han. Here each character counts as a word."""
_TOKENS = re.compile(rf"\n|[^\S\n]+|#+|[{_ONE_BY_ONE}]|[^\W{_ONE_BY_ONE}]+|[^\w\s]")

ISLAND = 3
"""An unchanged stretch of at most this many characters between two changes is merged into the change."""
CONTEXT = 160
"""Characters of unchanged text shown before and after a change."""
LEAST_MOVED = 15
MOST_SHOWN = 60_000
"""The most characters of one difference that the report shows."""


class Kind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    MOVED_AWAY = "moved-away"
    MOVED_HERE = "moved-here"
    FOLDED = "folded"
    """`text` describes what is not shown."""


@dataclass(frozen=True, slots=True)
class Segment:
    kind: Kind
    text: str


def word_difference(before: str, after: str) -> list[Segment]:
    """Segments in reading order; SAME and REMOVED together make up `before`, SAME and ADDED `after`."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    segments: list[Segment] = []
    at = 0
    for hunk in _joined(differences(old, new), old):
        _add(segments, Kind.SAME, old[at : hunk.before_start])
        _add(segments, Kind.REMOVED, old[hunk.before_start : hunk.before_end])
        _add(segments, Kind.ADDED, new[hunk.after_start : hunk.after_end])
        at = hunk.before_end
    _add(segments, Kind.SAME, old[at:])
    return _with_moves(segments)


def shown_difference(before: str, after: str) -> list[Segment]:
    """The same for a reader: unchanged stretches folded, and limited to MOST_SHOWN characters."""
    segments: list[Segment] = []
    left = MOST_SHOWN
    for segment in _folded(word_difference(before, after)):
        segments.append(Segment(segment.kind, segment.text[:left]))
        left -= len(segment.text)
        if left < 0:
            return [
                *segments,
                Segment(Kind.FOLDED, "the difference continues: `copydesk show` prints all of it"),
            ]
    return segments


def _add(segments: list[Segment], kind: Kind, tokens: Sequence[str]) -> None:
    if tokens:
        segments.append(Segment(kind, "".join(tokens)))


def _joined(hunks: Sequence[Hunk], old: Sequence[str]) -> Iterator[Hunk]:
    """Merge neighbours with next to nothing between them, so that a reader sees phrases."""
    waiting: Hunk | None = None
    for hunk in hunks:
        if waiting is None:
            waiting = hunk
            continue
        between = old[waiting.before_end : hunk.before_start]
        if "\n" not in between and len("".join(between).strip()) <= ISLAND:
            waiting = Hunk(waiting.before_start, hunk.before_end, waiting.after_start, hunk.after_end)
        else:
            yield waiting
            waiting = hunk
    if waiting is not None:
        yield waiting


def _with_moves(segments: list[Segment]) -> list[Segment]:
    """A passage that is removed in one place and added in another was moved."""
    removed = {_core(segment.text) for segment in segments if segment.kind is Kind.REMOVED}
    added = {_core(segment.text) for segment in segments if segment.kind is Kind.ADDED}
    moved = {text for text in removed & added if len(text) >= LEAST_MOVED}
    if not moved:
        return segments
    kinds = {Kind.REMOVED: Kind.MOVED_AWAY, Kind.ADDED: Kind.MOVED_HERE}
    return [
        Segment(kinds[segment.kind], segment.text)
        if segment.kind in kinds and _core(segment.text) in moved
        else segment
        for segment in segments
    ]


def _core(text: str) -> str:
    return " ".join(text.split())


def _folded(segments: list[Segment]) -> Iterator[Segment]:
    last = len(segments) - 1
    for index, segment in enumerate(segments):
        if segment.kind is not Kind.SAME:
            yield segment
            continue
        head = "" if index == 0 else _beginning(segment.text)
        tail = "" if index == last else _end(segment.text)
        hidden = segment.text[len(head) : len(segment.text) - len(tail)]
        if len(head) + len(tail) >= len(segment.text) or len(hidden) < CONTEXT:
            yield segment
            continue
        if head:
            yield Segment(Kind.SAME, head)
        yield Segment(Kind.FOLDED, _size(hidden))
        if tail:
            yield Segment(Kind.SAME, tail)


def _beginning(text: str) -> str:
    """About CONTEXT characters, to the end of a line or a word."""
    if len(text) <= CONTEXT:
        return text
    cut = text.find("\n", CONTEXT // 2, CONTEXT * 2)
    if cut < 0:
        cut = text.rfind(" ", 0, CONTEXT)
    return text[: cut + 1] if cut > 0 else text[:CONTEXT]


def _end(text: str) -> str:
    if len(text) <= CONTEXT:
        return text
    cut = text.rfind("\n", len(text) - CONTEXT * 2, len(text) - CONTEXT // 2)
    if cut < 0:
        cut = text.find(" ", len(text) - CONTEXT)
    return text[cut + 1 :] if cut > 0 else text[-CONTEXT:]


def _size(hidden: str) -> str:
    lines = sum(1 for line in hidden.splitlines() if line.strip())
    return f"{lines} unchanged lines" if lines > 1 else f"{len(hidden)} unchanged characters"
