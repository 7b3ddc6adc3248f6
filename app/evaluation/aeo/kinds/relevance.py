"""How well the words of the page match the query: in the opening and in the best passage."""

import re
from collections import Counter
from collections.abc import Iterator

from app.domain.scores import Finding
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.kinds.outcome import CheckOutcome, finding
from app.evaluation.aeo.repetition import folded
from app.evaluation.aeo.stopwords import stopwords

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]+")
_STEM = 5
"""Letters that two forms of one word share (`adopt`, `adoption`); enough to compare, not a stemmer."""

OPENING_WORDS = 100
HEADING_LEVELS = 2
PASSAGE_WORDS = 110


def subject_terms(text: str) -> frozenset[str]:
    """Content words, cut to a common prefix; pairs of characters in unspaced scripts."""
    return frozenset(_terms(text))


def relevance(check: Check, page: CheckedPage) -> CheckOutcome | None:
    asked = subject_terms(page.query) if page.query is not None else frozenset()
    if not asked:
        return None
    opening = subject_terms(" ".join(_opening(page))) & asked
    best, best_index = frozenset[str](), 0
    for index, terms in _passages(page):
        covered = terms & asked
        if len(covered) > len(best):
            best, best_index = covered, index
    value = (len(opening) + len(best)) / (2 * len(asked))
    found: tuple[Finding, ...] = ()
    if value < check.number("enough"):
        missing = ", ".join(sorted(_as_asked(page.query or "", asked - (opening | best)))) or "none"
        span = page.sentences[best_index].span() if page.sentences and best else None
        found = (finding(check, page.document, span=span, value=round(100 * value), missing=missing),)
    return CheckOutcome(value=value, strength=value, pull=value, findings=found)


def answer_position(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """Position of the sentence that covers most of the query, as a share of the page."""
    asked = subject_terms(page.query) if page.query is not None else frozenset()
    if not asked or len(page.sentences) < 2:
        return None
    most, best = 0, 0
    for index, support in enumerate(page.support):
        covered = 0 if support.lack is not None else len(subject_terms(support.sentence.text) & asked)
        if covered > most:
            most, best = covered, index
    position = best / len(page.sentences)
    found: tuple[Finding, ...] = ()
    if most and position > check.number("latest"):
        sentence = page.sentences[best]
        found = (
            finding(
                check,
                page.document,
                span=sentence.span(),
                section_id=sentence.block.section_id,
                value=round(100 * position),
            ),
        )
    return CheckOutcome(value=position, findings=found)


def _terms(text: str) -> Iterator[str]:
    stop = stopwords()
    for word in _WORD.findall(text.lower()):
        run = _UNSPACED.search(word)
        if run is not None:
            yield from (run[0][index : index + 2] for index in range(max(1, len(run[0]) - 1)))
        elif word not in stop:
            yield word[:_STEM]


def _opening(page: CheckedPage) -> Iterator[str]:
    """Title, first- and second-level headings with text below them, and the first supported words."""
    yield page.document.title or ""
    held = {support.sentence.block.section_id for support in page.support if support.lack is None}
    headings = [block for block in page.document.headings() if block.level <= HEADING_LEVELS]
    said = Counter(folded(block.text) for block in headings)
    for block in headings:
        if block.section_id in held and said[folded(block.text)] == 1:
            yield block.text
    left = OPENING_WORDS
    for support in page.support:
        if left <= 0:
            return
        if support.lack is None:
            words = support.sentence.text.split()
            yield " ".join(words[:left])
            left -= len(words)


def _passages(page: CheckedPage) -> Iterator[tuple[int, frozenset[str]]]:
    """Runs of supported sentences of about `PASSAGE_WORDS` words: index of the first, subject terms."""
    first, length, terms = 0, 0, set[str]()
    for index, support in enumerate(page.support):
        if support.lack is not None:
            continue
        if not length:
            first = index
        terms |= subject_terms(support.sentence.text)
        length += len(support.sentence.text.split())
        if length >= PASSAGE_WORDS:
            yield first, frozenset(terms)
            length, terms = 0, set()
    if length:
        yield first, frozenset(terms)


def _as_asked(query: str, missing: frozenset[str]) -> Iterator[str]:
    """The missing words as written in the query."""
    for word in _WORD.findall(query):
        if set(_terms(word)) & missing:
            yield word
