"""Which passage of a rewritten text stands for which paragraph of the file, and what changed inside it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN = re.compile(
    r"\[\^\d+\]|!\[[^\]\n]*\]\([^)\n]*\)|\]\([^)\n]*\)|<br/?>|\\\n[ ]*|\\.|\s+|\w+|[^\w\s]", re.DOTALL
)
"""A note's number, a picture, a link's end, a break and an escaped character each count as one."""
_WORD = re.compile(r"\w+")
LEAST_ALIKE = 0.35
"""Share of common words from which a rewritten passage counts as the same paragraph."""
MOST_PAIRS = 40_000
"""Comparisons in one gap; a larger one is taken in order, which costs quality and never time."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Indices of an old and a new passage; None where one was added or removed."""

    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters `start` to `end` of the old text become `text`."""

    start: int
    end: int
    text: str


def aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """All passages of both, in order; equal ones first, then those that have most words in common."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            yield from (Pair(i1 + at, j1 + at) for at in range(i2 - i1))
        else:
            yield from _in_gap(old[i1:i2], new[j1:j2], i1, j1)


def _in_gap(old: Sequence[str], new: Sequence[str], i0: int, j0: int) -> Iterator[Pair]:
    if len(old) * len(new) > MOST_PAIRS:
        common = min(len(old), len(new))
        yield from (Pair(i0 + at, j0 + at) for at in range(common))
        yield from (Pair(i0 + at, None) for at in range(common, len(old)))
        yield from (Pair(None, j0 + at) for at in range(common, len(new)))
        return
    yield from _best_path(old, new, i0, j0)


def _best_path(old: Sequence[str], new: Sequence[str], i0: int, j0: int) -> Iterator[Pair]:
    """The order-keeping pairs with the most likeness (Needleman and Wunsch, 1970; a gap costs nothing)."""
    bags = (
        [set(_WORD.findall(text.casefold())) for text in old],
        [set(_WORD.findall(text.casefold())) for text in new],
    )
    likeness = [[_likeness(a, b) for b in bags[1]] for a in bags[0]]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            both = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= LEAST_ALIKE else 0.0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) or j < len(new):
        is_pair = i < len(old) and j < len(new) and likeness[i][j] >= LEAST_ALIKE
        if is_pair and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            yield Pair(i0 + i, j0 + j)
            i, j = i + 1, j + 1
        elif j == len(new) or (i < len(old) and best[i + 1][j] >= best[i][j + 1]):
            yield Pair(i0 + i, None)
            i += 1
        else:
            yield Pair(None, j0 + j)
            j += 1


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _likeness(one: set[str], other: set[str]) -> float:
    """Dice's coefficient of the words: 1 for the same words, 0 for none in common."""
    if not one or not other:
        return float(one == other)
    return 2 * len(one & other) / (len(one) + len(other))


def edits(old: str, new: str) -> list[Edit]:
    """The changed words; a short common stretch between two changes is changed along, as an editor would."""
    a, b = TOKEN.findall(old), TOKEN.findall(new)
    offsets = [0]
    for token in a:
        offsets.append(offsets[-1] + len(token))
    found: list[Edit] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind != "equal":
            found.append(Edit(offsets[i1], offsets[i2], "".join(b[j1:j2])))
    return _joined(found, old)


def _joined(found: list[Edit], old: str) -> list[Edit]:
    """Changes that only white space parts are one change."""
    joined: list[Edit] = []
    for edit in found:
        last = joined[-1] if joined else None
        between = old[last.end : edit.start] if last is not None else ""
        if last is not None and between and len(between) < 3 and between.isspace() and "\n" not in between:
            joined[-1] = Edit(last.start, edit.end, last.text + between + edit.text)
        else:
            joined.append(edit)
    return joined
