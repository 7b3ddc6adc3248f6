"""A proposal becomes a text; every section that it does not name stays byte for byte."""

import re
from difflib import SequenceMatcher

from app.domain.content import LINE_BREAK, Document, Section, Span
from app.domain.errors import ReplyUnusable
from app.rewrite.proposal import Proposal

_LEADING = re.compile(r"\s*")
MOST_LINES_ALIGNED = 2_000
"""Above this a section with mixed line endings takes the document's own ending for its new lines."""


def apply(document: Document, proposal: Proposal) -> str:
    """The new source: replacements put in place, in the document's own line endings.

    White space around a section stays as the author left it, so that a reply without its last line
    break never glues two sections together. Raises ReplyUnusable for a section that does not exist.
    """
    known = {section.id for section in document.sections}
    unknown = sorted(set(proposal.replacements) - known)
    if unknown:
        raise ReplyUnusable(
            f"the rewrite by {proposal.model} replaces section {unknown[0]!r}, which the text does not have: "
            "ask for the rewrite again or edit the text by hand"
        )
    parts: list[str] = []
    at = 0
    for section in document.sections:
        if section.id in proposal.replacements:
            span = editable_span(document, section)
            old = document.source[span.start : span.end]
            new = proposal.replacements[section.id]
            parts += (document.source[at : span.start], _fitted(old, new, document.newline))
            at = span.end
    return "".join((*parts, document.source[at:]))


def editable_span(document: Document, section: Section) -> Span:
    """The part of a section that a rewrite may replace: front matter is never in it."""
    front = document.front_matter_span
    if front is None or front.end <= section.span.start:
        return section.span
    return Span(min(front.end, section.span.end), section.span.end)


def section_source(document: Document, section: Section) -> str:
    """What a rewriter is given and answers with: the section in the document's own markup."""
    span = editable_span(document, section)
    return document.source[span.start : span.end]


def _fitted(old: str, new: str, newline: str) -> str:
    """`new` with the white space around it and the line endings of `old`."""
    if old == new:
        return old
    body = new.strip()
    if not body or not old.strip():
        return old if not body else new
    before = _margin(old)
    after = old[len(old.rstrip()) :]
    return before + _with_line_ends(old.strip(), body, newline) + after


def _margin(text: str) -> str:
    match = _LEADING.match(text)
    return match.group() if match else ""


def _with_line_ends(old: str, new: str, newline: str) -> str:
    endings = set(LINE_BREAK.findall(old))
    if len(endings) < 2:
        return LINE_BREAK.sub(endings.pop() if endings else newline, new)
    old_lines, old_ends = _lines(old)
    new_lines, _ = _lines(new)
    ends = [newline] * (len(new_lines) - 1)
    if max(len(old_lines), len(new_lines)) <= MOST_LINES_ALIGNED:
        matcher = SequenceMatcher(None, old_lines, new_lines, autojunk=False)
        for tag, i, j, k, m in matcher.get_opcodes():
            if tag == "equal" or j - i == m - k:
                for step in range(min(m - k, len(ends) - k, len(old_ends) - i)):
                    ends[k + step] = old_ends[i + step]
    return "".join(line + end for line, end in zip(new_lines, [*ends, ""], strict=True))


def _lines(text: str) -> tuple[list[str], list[str]]:
    return LINE_BREAK.split(text), LINE_BREAK.findall(text)
