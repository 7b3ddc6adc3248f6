"""Which paragraph of the rewrite belongs to which paragraph of the file."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.text.word_diff import differences

ALIKE = 0.3
"""Share of common words (Dice) from which two paragraphs are taken for one that was rewritten."""
_WORD = re.compile(r"\w+|\ufffc")
MOST_PAIRS = 40_000
"""Comparisons in one gap; a larger one is paired in order."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One of the two is None for a paragraph that was left out or is new."""

    old: int | None
    new: int | None


def aligned(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> list[Pair]:
    """Pairs in the order of the rewrite. Both sides are (class, text); only equal classes are paired."""
    pairs: list[Pair] = []
    row = column = 0
    for hunk in differences(["\0".join(one) for one in old], ["\0".join(one) for one in new]):
        while row < hunk.before_start:
            pairs.append(Pair(row, column))
            row, column = row + 1, column + 1
        pairs += _gap(old, new, range(row, hunk.before_end), range(column, hunk.after_end))
        row, column = hunk.before_end, hunk.after_end
    pairs += [Pair(row + step, column + step) for step in range(len(old) - row)]
    return pairs


def _gap(
    old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]], rows: range, columns: range
) -> list[Pair]:
    if len(rows) * len(columns) > MOST_PAIRS:
        return _in_order(old, new, rows, columns)
    pairs: list[Pair] = []
    gone: list[int] = []
    come: list[int] = []
    for pair in [*_best(old, new, rows, columns), None]:
        if pair is not None and pair.new is None and pair.old is not None:
            gone.append(pair.old)
        elif pair is not None and pair.old is None and pair.new is not None:
            come.append(pair.new)
        else:
            pairs += _leftover(old, new, gone, come)
            gone, come = [], []
            pairs += [] if pair is None else [pair]
    return pairs


def _leftover(
    old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]], gone: Sequence[int], come: Sequence[int]
) -> list[Pair]:
    """As many paragraphs that have nothing in common: each was replaced where it stands."""
    if len(gone) == len(come):
        return _in_order(old, new, gone, come)
    return [*(Pair(row, None) for row in gone), *(Pair(None, column) for column in come)]


def _in_order(
    old: Sequence[tuple[str, str]],
    new: Sequence[tuple[str, str]],
    rows: Sequence[int],
    columns: Sequence[int],
) -> list[Pair]:
    pairs: list[Pair] = []
    for step in range(max(len(rows), len(columns))):
        row = rows[step] if step < len(rows) else None
        column = columns[step] if step < len(columns) else None
        if row is not None and column is not None and old[row][0] == new[column][0]:
            pairs.append(Pair(row, column))
        else:
            pairs += [Pair(row, None)] * (row is not None) + [Pair(None, column)] * (column is not None)
    return pairs


def _best(
    old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]], rows: range, columns: range
) -> list[Pair]:
    """The pairing in order with the greatest sum of likeness (Needleman and Wunsch)."""
    before = [_words(old[row][1]) for row in rows]
    after = [_words(new[column][1]) for column in columns]
    likeness = [
        [
            _dice(before[i], after[j]) if old[row][0] == new[column][0] else 0.0
            for j, column in enumerate(columns)
        ]
        for i, row in enumerate(rows)
    ]
    best = [[0.0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    for i in range(len(rows) - 1, -1, -1):
        for j in range(len(columns) - 1, -1, -1):
            kept = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= ALIKE else 0.0
            best[i][j] = max(kept, best[i + 1][j], best[i][j + 1])
    pairs: list[Pair] = []
    i = j = 0
    while i < len(rows) or j < len(columns):
        both = i < len(rows) and j < len(columns)
        if both and likeness[i][j] >= ALIKE and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append(Pair(rows[i], columns[j]))
            i, j = i + 1, j + 1
        elif j == len(columns) or (i < len(rows) and best[i + 1][j] >= best[i][j + 1]):
            pairs.append(Pair(rows[i], None))
            i += 1
        else:
            pairs.append(Pair(None, columns[j]))
            j += 1
    return pairs


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))


def _dice(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
