"""How well the page speaks to the question, by words: the opening and the best passage."""

import re
from collections import Counter
from collections.abc import Iterator

from app.domain.scores import Finding
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.kinds.outcome import Outcome, finding
from app.evaluation.aeo.page import Page
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
    """The words that carry a subject, cut to a common beginning; pairs of characters in unspaced scripts."""
    return frozenset(_terms(text))


def relevance(check: Check, page: Page) -> Outcome | None:
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
    return Outcome(value=value, strength=value, pull=value, findings=found)


def answer_position(check: Check, page: Page) -> Outcome | None:
    """Where the sentence that covers most of the question stands: a share of the page."""
    asked = subject_terms(page.query) if page.query is not None else frozenset()
    if not asked or len(page.sentences) < 2:
        return None
    most, best = 0, 0
    for index, standing in enumerate(page.standings):
        covered = 0 if standing.lack is not None else len(subject_terms(standing.sentence.text) & asked)
        if covered > most:
            most, best = covered, index
    place = best / len(page.sentences)
    found: tuple[Finding, ...] = ()
    if most and place > check.number("latest"):
        sentence = page.sentences[best]
        found = (
            finding(
                check,
                page.document,
                span=sentence.span(),
                section_id=sentence.block.section_id,
                value=round(100 * place),
            ),
        )
    return Outcome(value=place, findings=found)


def _terms(text: str) -> Iterator[str]:
    stop = stopwords()
    for word in _WORD.findall(text.lower()):
        run = _UNSPACED.search(word)
        if run is not None:
            yield from (run[0][index : index + 2] for index in range(max(1, len(run[0]) - 1)))
        elif word not in stop:
            yield word[:_STEM]


def _opening(page: Page) -> Iterator[str]:
    """Title, first- and second-level headings with text below them, and the first words that stand."""
    yield page.document.title or ""
    held = {standing.sentence.block.section_id for standing in page.standings if standing.lack is None}
    headings = [block for block in page.document.headings() if block.level <= HEADING_LEVELS]
    said = Counter(folded(block.text) for block in headings)
    for block in headings:
        if block.section_id in held and said[folded(block.text)] == 1:
            yield block.text
    left = OPENING_WORDS
    for standing in page.standings:
        if left <= 0:
            return
        if standing.lack is None:
            words = standing.sentence.text.split()
            yield " ".join(words[:left])
            left -= len(words)


def _passages(page: Page) -> Iterator[tuple[int, frozenset[str]]]:
    """Runs of standing sentences of about `PASSAGE_WORDS` words: number of the first, subject terms."""
    first, length, terms = 0, 0, set[str]()
    for index, standing in enumerate(page.standings):
        if standing.lack is not None:
            continue
        if not length:
            first = index
        terms |= subject_terms(standing.sentence.text)
        length += len(standing.sentence.text.split())
        if length >= PASSAGE_WORDS:
            yield first, frozenset(terms)
            length, terms = 0, set()
    if length:
        yield first, frozenset(terms)


def _as_asked(query: str, missing: frozenset[str]) -> Iterator[str]:
    """The missing words as the question writes them."""
    for word in _WORD.findall(query):
        if set(_terms(word)) & missing:
            yield word
