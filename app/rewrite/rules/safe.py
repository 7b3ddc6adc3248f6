"""Fixes that `copydesk check --fix` may write without a person: what rules can mend of what was found.

Levels of headings, long sentences that fall apart at a joint, and ignore comments that ignore nothing. What
would lose or add a fact is not written.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.content import PROSE_KINDS, Document, Span
from app.domain.scores import UNUSED_IGNORE, Finding
from app.rewrite.facts import compare_texts
from app.rewrite.inline_code import inline_code
from app.rewrite.rules.edits import Edit, apply_edits, protected_spans, without_overlaps
from app.rewrite.rules.headings import heading_edits
from app.rewrite.rules.language import rules_for
from app.rewrite.rules.long_sentences import split_edits
from app.rewrite.text import Text
from app.rewrite.verdict import ACCEPT, HeldBack, held_back

HEADINGS, LONG_SENTENCES = "CON030", "CON031"
_WHOLE_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


@dataclass(frozen=True, slots=True)
class Mended:
    source: str
    """The text with the fixes; the same where there are none."""
    fixes: int
    held_back: str = ""
    """Why headings and sentences stayed as they were; empty otherwise."""


def mend(document: Document, findings: Iterable[Finding], *, protected: tuple[str, ...] = ()) -> Mended:
    """The safe fixes for these findings, checked by the facts of the text. Pure."""
    found = tuple(findings)
    walls = _walls(document, protected)
    prose = without_overlaps(_wishes(document, found), walls)
    held = _held_back(document, prose)
    if held is not None:
        prose = []
    edits = without_overlaps((*prose, *_comments(document, found)), walls)
    return Mended(apply_edits(document.source, edits), len(edits), "" if held is None else held.message)


def _held_back(document: Document, edits: list[Edit]) -> HeldBack | None:
    if not edits:
        return None
    source = apply_edits(document.source, edits)
    after = Text(source, document.path, document.format)
    facts = compare_texts(Text.of(document), after, supplied_sources=())
    return held_back(facts, on_wording=ACCEPT, is_model=False)


def _wishes(document: Document, findings: tuple[Finding, ...]) -> Iterator[Edit]:
    ids = {finding.check_id for finding in findings}
    if HEADINGS in ids:
        yield from heading_edits(document)
    rules = rules_for(document.language)
    if rules is None or LONG_SENTENCES not in ids:
        return
    long = [one.span for one in findings if one.check_id == LONG_SENTENCES and one.span is not None]
    for block in document.blocks:
        if block.kind not in PROSE_KINDS or not _any_holds([block.span], [span.start for span in long]):
            continue
        edits = split_edits(document, block, rules)
        yield from (edit for edit in edits if _any_holds(long, [edit.span.start]))


def _any_holds(spans: Iterable[Span], places: Iterable[int]) -> bool:
    wanted = tuple(places)
    return any(span.start <= place < span.end for span in spans for place in wanted)


def _comments(document: Document, findings: tuple[Finding, ...]) -> Iterator[Edit]:
    for finding in findings:
        if finding.check_id == UNUSED_IGNORE and finding.fix and finding.span is not None:
            yield from _without_comment(document, finding.span)


def _without_comment(document: Document, comment: Span) -> Iterator[Edit]:
    """The line goes with the comment where nothing else stands on it; elsewhere a person removes it."""
    line_start = document.source.rfind("\n", 0, comment.start) + 1
    line = _WHOLE_LINE.match(document.source, line_start)
    if line is not None and document.source[line_start : comment.start].strip() == "":
        rest = document.source[comment.end : line.end()].strip()
        if rest == "":
            yield Edit(Span(line_start, line.end()), "", "unused-ignore", "")


def _walls(document: Document, protected: tuple[str, ...]) -> list[Span]:
    walls = list(protected_spans(document, protected))
    walls += [span for block in document.blocks for span, _ in inline_code(document, block)]
    if document.front_matter_span is not None:
        walls.append(document.front_matter_span)
    return walls
