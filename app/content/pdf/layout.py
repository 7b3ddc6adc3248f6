"""Lines of pages to headings, paragraphs and furniture: pure judgement on text, height and place."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

BROKEN = "\ufffe"
"""PDFium's mark for a word broken at a line's end."""
REPEATS = 3
"""Pages on which a line stands at the same height before it is taken for a header or footer."""
OUTER = 4
"""Lines at either end of a page that may be a header or footer."""
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W*(?:page |seite )?\d{1,4}(?: (?:of|/|von) \d{1,4})?\W*", re.IGNORECASE)
_ENDS = re.compile(r"[.!?:;。！？][\"'”’»)\]]*\Z")
LONGEST_WORD = 100
"""Characters looked at before a hyphen: a line may be one endless word."""


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    top: float
    """Distance from the lower edge of the page, in points."""
    height: float
    page: int
    """From 1."""


@dataclass(slots=True)
class Block:
    text: str
    page: int
    level: int = 0
    """Of a heading from 1; 0 for a paragraph."""


def arranged(lines: Sequence[Line]) -> tuple[list[Block], list[str]]:
    """The blocks in the order of the file, and the texts of headers, footers and page numbers."""
    repeated = _furniture(lines)
    body = [line for index, line in enumerate(lines) if index not in repeated]
    if not body:
        return [], _texts(lines[index] for index in sorted(repeated))
    usual = _usual_height(body)
    levels = _levels(body, usual)
    gap = _usual_gap(body, usual)
    length = median(len(line.text) for line in body)
    words = Counter(re.findall(r"\w+", " ".join(line.text for line in body)))
    blocks: list[Block] = []
    before: Line | None = None
    for line in body:
        level = levels.get(_size(line, usual), 0) if _may_be_heading(line) else 0
        if before is not None and blocks[-1].level == level and _goes_on(before, line, gap, length, level):
            blocks[-1].text = _joined(blocks[-1].text, line.text, words)
        else:
            blocks.append(Block(line.text.replace(BROKEN, ""), line.page, level))
        before = line
    return blocks, _texts(lines[index] for index in sorted(repeated))


def _furniture(lines: Sequence[Line]) -> set[int]:
    """Indexes of lines that repeat at one height with other digits, and of page numbers at a page's edges."""
    seen: dict[tuple[int, str], set[int]] = {}
    edges: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        seen.setdefault(_mark(line), set()).add(line.page)
        edges.setdefault(line.page, []).append(index)
    found = set()
    for indexes in edges.values():
        ordered = sorted(indexes, key=lambda index: lines[index].top)
        outer = {*ordered[:OUTER], *ordered[-OUTER:]}
        found |= {index for index in outer if len(seen[_mark(lines[index])]) >= REPEATS}
        ends = (ordered[0], ordered[-1])
        found |= {index for index in ends if _PAGE_NUMBER.fullmatch(lines[index].text)}
    return found


def _mark(line: Line) -> tuple[int, str]:
    return round(line.top / 4), _DIGITS.sub("#", line.text)


def _texts(lines: Iterable[Line]) -> list[str]:
    return list(dict.fromkeys(_DIGITS.sub("#", line.text) for line in lines))


def _usual_height(lines: Sequence[Line]) -> float:
    counted: Counter[float] = Counter()
    for line in lines:
        counted[line.height] += len(line.text)
    return max(counted, key=lambda height: counted[height])


def _size(line: Line, usual: float) -> float:
    return round(line.height / usual, 1) if usual else 1.0


def _levels(lines: Sequence[Line], usual: float) -> dict[float, int]:
    """Sizes above the usual one, the greatest first."""
    sizes = sorted({_size(line, usual) for line in lines if _may_be_heading(line)}, reverse=True)
    return {size: min(level, 6) for level, size in enumerate((one for one in sizes if one >= 1.1), start=1)}


def _may_be_heading(line: Line) -> bool:
    return len(line.text) <= 120 and any(mark.isalpha() for mark in line.text) and not line.text.endswith(".")


def _usual_gap(lines: Sequence[Line], usual: float) -> float:
    gaps = [
        one.top - other.top
        for one, other in pairwise(lines)
        if one.page == other.page and 0 < one.top - other.top < 3 * usual and BROKEN not in one.text
    ]
    return median(gaps) if gaps else usual * 1.2


def _goes_on(before: Line, line: Line, gap: float, length: float, level: int) -> bool:
    """Whether a line belongs to the block of the line before it."""
    if abs(before.height - line.height) > 0.12 * before.height:
        return False
    down = before.top - line.top
    if before.page != line.page or down < -0.5 * line.height or down > 20 * gap:  # another page or column
        return not level and not _ENDS.search(before.text)
    if down > (1.35 + before.text.count(BROKEN)) * gap:
        return False
    return level > 0 or not (_ENDS.search(before.text) and len(before.text) < 0.75 * length)


def _joined(text: str, line: str, words: Counter[str]) -> str:
    """A hyphen at a line's end goes only where the joined word occurs elsewhere."""
    line = line.replace(BROKEN, "")
    end = text[-LONGEST_WORD:] if text.endswith("-") else ""
    first, second = re.search(r"(\w+)-\Z", end), re.match(r"\w+", line)
    if first is not None and second is not None and line[0].islower():
        return (text[:-1] if words[first[1] + second[0]] else text) + line
    return f"{text} {line}"
