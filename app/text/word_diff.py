"""Where two sequences differ. Close to linear for real texts and bounded for hostile ones."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SMALL = 20_000
"""Cells (tokens x tokens) up to which the thorough comparison is quick enough."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """Tokens `before_start:before_end` became `after_start:after_end`."""

    before_start: int
    before_end: int
    after_start: int
    after_end: int


def differences(before: Sequence[str], after: Sequence[str]) -> list[Hunk]:
    """Ranges that differ, in order, never touching one another.

    Equal ends are cut off, tokens that occur once on both sides hold the rest together, and what
    remains between them is compared thoroughly where it is small; otherwise it is one difference.
    """
    found: list[Hunk] = []
    waiting = [Hunk(0, len(before), 0, len(after))]
    while waiting:
        part = _without_equal_ends(before, after, waiting.pop())
        rows, columns = part.before_end - part.before_start, part.after_end - part.after_start
        if not rows and not columns:
            continue
        if rows and columns and rows * columns <= SMALL:
            found.extend(_thorough(before, after, part))
            continue
        parts = _between_anchors(before, after, part) if rows and columns else []
        if parts:
            waiting.extend(parts)
        else:
            found.append(part)
    return sorted(found, key=lambda hunk: (hunk.before_start, hunk.after_start))


def _without_equal_ends(before: Sequence[str], after: Sequence[str], part: Hunk) -> Hunk:
    i, j, k, m = part.before_start, part.before_end, part.after_start, part.after_end
    while i < j and k < m and before[i] == after[k]:
        i, k = i + 1, k + 1
    while i < j and k < m and before[j - 1] == after[m - 1]:
        j, m = j - 1, m - 1
    return Hunk(i, j, k, m)


def _thorough(before: Sequence[str], after: Sequence[str], part: Hunk) -> list[Hunk]:
    one = before[part.before_start : part.before_end]
    other = after[part.after_start : part.after_end]
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return [
        Hunk(part.before_start + i, part.before_start + j, part.after_start + k, part.after_start + m)
        for tag, i, j, k, m in matcher.get_opcodes()
        if tag != "equal"
    ]


def _between_anchors(before: Sequence[str], after: Sequence[str], part: Hunk) -> list[Hunk]:
    """The ranges between tokens that occur exactly once on both sides, in their longest common order."""
    pairs = _anchors(before, after, part)
    if not pairs:
        return []
    parts: list[Hunk] = []
    at_before, at_after = part.before_start, part.after_start
    for row, column in pairs:
        parts.append(Hunk(at_before, row, at_after, column))
        at_before, at_after = row + 1, column + 1
    parts.append(Hunk(at_before, part.before_end, at_after, part.after_end))
    return parts


def _anchors(before: Sequence[str], after: Sequence[str], part: Hunk) -> list[tuple[int, int]]:
    rows = range(part.before_start, part.before_end)
    columns = range(part.after_start, part.after_end)
    once_before = Counter(before[row] for row in rows)
    once_after = Counter(after[column] for column in columns)
    column_of = {after[column]: column for column in columns if once_after[after[column]] == 1}
    pairs = [
        (row, column_of[before[row]])
        for row in rows
        if once_before[before[row]] == 1 and before[row] in column_of
    ]
    return _longest_rising(pairs)


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs whose second numbers rise (patience sorting, n log n)."""
    tails: list[int] = []
    tail_pairs: list[int] = []
    previous: list[int] = []
    for index, (_, column) in enumerate(pairs):
        position = bisect_left(tails, column)
        previous.append(tail_pairs[position - 1] if position else -1)
        if position == len(tails):
            tails.append(column)
            tail_pairs.append(index)
        else:
            tails[position], tail_pairs[position] = column, index
    chain: list[tuple[int, int]] = []
    at = tail_pairs[-1] if tail_pairs else -1
    while at >= 0:
        chain.append(pairs[at])
        at = previous[at]
    return chain[::-1]
