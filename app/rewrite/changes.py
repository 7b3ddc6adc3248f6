"""The difference between two texts as separate changes, sentence by sentence."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import accumulate, pairwise

from app.domain.changes import Change, ChangeKind, ChangePart
from app.domain.content import Document, Span
from app.domain.scores import Finding
from app.text.sentences import sentences
from app.text.word_diff import Hunk, differences

LEAST_MOVED = 15
"""Characters: shorter passages that vanish here and appear there are a coincidence."""

_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*|\r\n[ \t]*\r\n\s*|(?<=\n)(?=[ \t]*(?:[#|<>~`*+-]|\d+[.)] ))")
_WORDS = re.compile(r"\s+|[^\s]+")


def changes(
    original: str,
    candidate: str,
    *,
    document: Document | None = None,
    findings: Iterable[Finding] = (),
    notes: Mapping[str, str] | None = None,
) -> tuple[Change, ...]:
    """Every difference, each of which a person can take or leave: see `take`.

    `document` (the original, parsed) gives each change its section, `findings` what it answers,
    `notes` (section id to sentence) why it was made where no finding says so.
    """
    before, after = _pieces(original), _pieces(candidate)
    parts = list(_parts(before, after))
    linked = _link_moves(parts)
    known = tuple(findings)
    return tuple(
        _change(f"c{number}", group, document, known, notes or {})
        for number, group in enumerate(linked, start=1)
    )


def take(original: str, all_changes: Iterable[Change], chosen: Collection[str]) -> str:
    """The original with the changes of the ids `chosen`. All of them give the candidate.

    Raises ValueError for an id that is not among the changes.
    """
    known = {change.id: change for change in all_changes}
    unknown = sorted(set(chosen) - set(known))
    if unknown:
        raise ValueError(f"there is no change {unknown[0]!r}: the changes are {', '.join(known) or 'none'}")
    parts = [part for change_id in set(chosen) for part in known[change_id].parts]
    parts.sort(key=lambda part: (part.before.start, part.before.end, part.after.start))
    pieces: list[str] = []
    at = 0
    for part in parts:
        pieces += (original[at : part.before.start], part.new)
        at = part.before.end
    return "".join((*pieces, original[at:]))


def _pieces(text: str) -> list[str]:
    """Sentences with the white space behind them; joined they give the text."""
    pieces: list[str] = []
    for start, end in _paragraphs(text):
        paragraph = text[start:end]
        starts = [0, *(sentence.start for sentence in sentences(paragraph)[1:]), len(paragraph)]
        pieces.extend(paragraph[a:b] for a, b in pairwise(starts) if a < b)
    return pieces


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _PARAGRAPH.finditer(text):
        if match.end() > start:
            yield start, match.end()
            start = match.end()
    if start < len(text):
        yield start, len(text)


def _parts(before: list[str], after: list[str]) -> Iterator[ChangePart]:
    before_at = list(accumulate(map(len, before), initial=0))
    after_at = list(accumulate(map(len, after), initial=0))
    for hunk in differences(before, after):
        for row_start, row_end, column_start, column_end in _paired(hunk, before, after):
            old = "".join(before[row_start:row_end])
            new = "".join(after[column_start:column_end])
            if old != new:
                yield _tight(old, new, before_at[row_start], after_at[column_start])


def _paired(hunk: Hunk, before: list[str], after: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Headings first; then as many sentences before as after are each a change of its own, if each is like
    its counterpart. What was split, joined or turned round is one change: taken by halves it would say
    a thing twice or not at all."""
    i, j, k, m = hunk.before_start, hunk.before_end, hunk.after_start, hunk.after_end
    while i < j and k < m and _same_heading(before[i], after[k]):
        yield i, i + 1, k, k + 1
        i, k = i + 1, k + 1
    if j - i == m - k and all(_alike(one, other) for one, other in zip(before[i:j], after[k:m], strict=True)):
        yield from ((i + step, i + step + 1, k + step, k + step + 1) for step in range(j - i))
    else:
        yield i, j, k, m


def _same_heading(one: str, other: str) -> bool:
    return one.startswith("#") and other.startswith("#") and one.lstrip("#") == other.lstrip("#")


def _alike(one: str, other: str) -> bool:
    words, others = set(one.split()), set(other.split())
    return 2 * len(words & others) >= max(len(words), len(others))


def _tight(old: str, new: str, before_at: int, after_at: int) -> ChangePart:
    """Without the words that both begin or end with."""
    old_words, new_words = _WORDS.findall(old), _WORDS.findall(new)
    front = 0
    shortest = min(len(old_words), len(new_words))
    while front < shortest and old_words[front] == new_words[front]:
        front += 1
    back = 0
    while back < shortest - front and old_words[-1 - back] == new_words[-1 - back]:
        back += 1
    head = sum(map(len, old_words[:front]))
    tail = sum(map(len, old_words[len(old_words) - back :]))
    return ChangePart(
        before=Span(before_at + head, before_at + len(old) - tail),
        after=Span(after_at + head, after_at + len(new) - tail),
        old=old[head : len(old) - tail],
        new=new[head : len(new) - tail],
    )


def _link_moves(parts: list[ChangePart]) -> list[list[ChangePart]]:
    """A passage that left one place and arrived at another is one change."""
    arrived = {
        part.new.strip(): part
        for part in parts
        if not part.old.strip() and len(part.new.strip()) >= LEAST_MOVED
    }
    partners: dict[int, ChangePart] = {}
    taken: set[int] = set()
    for part in parts:
        goal = arrived.get(part.old.strip())
        if goal is not None and not part.new.strip() and id(goal) not in taken:
            partners[id(part)] = goal
            taken.add(id(goal))
    groups = [
        [part, partners[id(part)]] if id(part) in partners else [part]
        for part in parts
        if id(part) not in taken
    ]
    for group in groups:
        group.sort(key=lambda part: part.before.start)
    return sorted(groups, key=lambda group: group[0].before.start)


def _change(
    change_id: str,
    parts: list[ChangePart],
    document: Document | None,
    findings: tuple[Finding, ...],
    notes: Mapping[str, str],
) -> Change:
    section_id = _section_of(document, parts[0].before.start)
    answered = _answered(parts, section_id, findings)
    why = answered[0].fix or answered[0].message if answered else notes.get(section_id, "")
    return Change(
        id=change_id,
        kind=_kind(parts),
        parts=tuple(parts),
        section_id=section_id,
        answers=tuple(dict.fromkeys(finding.check_id for finding in answered)),
        why=why,
    )


def _kind(parts: list[ChangePart]) -> ChangeKind:
    if len(parts) > 1:
        return ChangeKind.MOVED
    if not parts[0].old.strip():
        return ChangeKind.ADDED
    return ChangeKind.REPLACED if parts[0].new.strip() else ChangeKind.REMOVED


def _section_of(document: Document | None, offset: int) -> str:
    if document is None:
        return ""
    holding = [s.id for s in document.sections if s.span.start <= offset <= s.span.end]
    return holding[-1] if holding else ""


def _answered(parts: list[ChangePart], section_id: str, findings: tuple[Finding, ...]) -> list[Finding]:
    """Findings at the very place; where there are none, those of the whole section."""
    at_place = [
        finding
        for finding in findings
        if finding.span is not None and any(_meets(finding.span, part.before) for part in parts)
    ]
    if at_place:
        return at_place
    return [finding for finding in findings if section_id and finding.section_id == section_id]


def _meets(span: Span, place: Span) -> bool:
    return span.start <= place.end and place.start <= span.end
