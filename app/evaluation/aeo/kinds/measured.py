"""The kinds that add points: figures, sources, terms, examples.

Each counts distinct things, scales the count to a page of `page_words`, and saturates by a logarithm:
the tenth figure says less than the first, and a longer page is not a better one.
"""

import math
import re
from collections.abc import Callable, Sequence

from app.domain.scores import Finding
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.kinds.outcome import CheckOutcome, finding
from app.evaluation.aeo.phrases import count_phrases, lowered, present
from app.evaluation.aeo.support import SentenceSupport
from app.text.figures import FigureKind

_ACRONYM = re.compile(r"[A-Z](?<!\w.)[A-Z0-9&/\-]{0,14}[A-Z0-9](?!\w)")
"""A class first and the look back behind it: `re` skips to the next capital by itself."""
_COMPOUND = re.compile(r"\b[^\W\d_]{2,24}-[^\W\d_]{2,24}(?:-[^\W\d_]{2,24})?")
_BRACKETED = re.compile(r"[(（]([^()（）\n]{2,80})[)）]")
_SPECIFIC = re.compile(r"[A-Z]{2}|\d")
_DATED_REFERENCE = re.compile(r"\((?=[^()\n]{0,60}[A-Z])[^()\n]{1,60}\b(?:19|20)\d\d\)")


def saturated(count: float, *, words: float, check: Check) -> float:
    """0 for none, 1 for `cap` distinct items on a page of `page_words` words or fewer."""
    return min(1.0, math.log1p(_scaled(count, words, check)) / math.log1p(check.number("cap")))


def figures(check: Check, page: CheckedPage) -> CheckOutcome:
    """Distinct statistics. Only those with a source count, in either part of the score."""
    every, held = set(), set()
    for support in page.support:
        supported = {claim.key for claim in support.supported if claim.is_statistic}
        every |= supported
        every.update(claim.key for claim in support.unsupported)
        if support.lack is None:
            held |= supported
    return _outcome(check, page, standing=len(held), counted=len(held), every=len(every), shown=len(held))


def sources(check: Check, page: CheckedPage) -> CheckOutcome:
    """Distinct links to other hosts. Sources that are only named count, and do not stand on their own."""
    wanted = check.words("named")
    counted, standing = len(_linked(page.earning)), len(_linked(page.standing))
    named = _allowed(page, lambda text: _count_named(text, wanted))
    return _outcome(
        check,
        page,
        standing=standing,
        counted=counted + named,
        every=standing + _count_named(page.text, wanted),
        shown=standing,
    )


def terms(check: Check, page: CheckedPage) -> CheckOutcome:
    """Distinct specialist terms: acronyms, compounds, codes (`AES-256`, `TLS 1.3`)."""
    every = _named(page.text) | _codes(page.support)
    counted = _named(page.earning_text) | _codes(page.earning)
    standing = _named(page.supported_text) | _codes(page.standing)
    if page.original is not None:
        known = _named(page.original.text) | _codes(page.original.support)
        known |= _named(page.sourced_text) | _codes(page.sourced)
        known |= {term for term in counted - known if any(term in text for text in page.supplied)}
        counted, standing = counted & known, standing & known
    return _outcome(check, page, standing=len(standing), counted=len(counted), every=len(every))


def examples(check: Check, page: CheckedPage) -> CheckOutcome:
    """Concrete cases: `such as ...`, and brackets that name something."""
    wanted = check.words("phrases")
    counted, standing = _bracketed(page.earning_text), _bracketed(page.supported_text)
    if page.original is not None:
        known = _bracketed(page.original.text) | _bracketed(page.sourced_text)
        known |= {inner for inner in counted - known if any(inner in text for text in page.supplied)}
        counted, standing = counted & known, standing & known
    said = _allowed(page, lambda text: _count_phrases(text, wanted))
    said_standing = min(said, _count_phrases(page.supported_text, wanted))
    return _outcome(
        check,
        page,
        standing=len(standing) + said_standing,
        counted=len(counted) + said,
        every=len(_bracketed(page.text)) + _count_phrases(page.text, wanted),
    )


def _outcome(
    check: Check, page: CheckedPage, *, standing: int, counted: int, every: int, shown: int | None = None
) -> CheckOutcome:
    """`shown` is what the finding names, unless that is what counts."""
    strength = saturated(counted, words=page.words, check=check)
    found: tuple[Finding, ...] = ()
    if strength < check.number("enough"):
        found = (
            finding(
                check,
                page.document,
                value=counted if shown is None else shown,
                every=every,
                words=round(page.words),
            ),
        )
    return CheckOutcome(
        value=counted,
        strength=strength,
        standing=saturated(standing, words=page.words, check=check),
        pull=saturated(every, words=page.words, check=check),
        deviation=_deviation(counted, words=page.words, check=check),
        findings=found,
    )


def _scaled(count: float, words: float, check: Check) -> float:
    return count * min(1.0, check.number("page_words") / words) if words > 0 else 0.0


def _deviation(count: float, *, words: float, check: Check) -> float:
    """Of the strength, if the count is one draw of a Poisson process: the root of the count, saturated."""
    slope = 1 / (1 + _scaled(count, words, check)) / math.log1p(check.number("cap"))
    return _scaled(math.sqrt(count), words, check) * slope


def _allowed(page: CheckedPage, count: Callable[[str], int]) -> int:
    """How often the earning text has something; in a rewrite at most as often as the original and sources."""
    counted = count(page.earning_text)
    if page.original is None or not counted:
        return counted
    return min(counted, count(page.original.text) + count(page.sourced_text))


def _linked(sentences: Sequence[SentenceSupport]) -> set[str]:
    return {
        link.target.partition("#")[0] or link.target
        for support in sentences
        for link in support.sentence.sources
    }


def _count_named(text: str, wanted: Sequence[str]) -> int:
    """Sources that are named: `according to IDC`, `(Gartner, 2023)`."""
    return _count_phrases(text, wanted) + len(_DATED_REFERENCE.findall(text))


def _count_phrases(text: str, wanted: Sequence[str]) -> int:
    lower = lowered(text)
    return count_phrases(lower, present(lower, wanted))


def _codes(sentences: Sequence[SentenceSupport]) -> set[str]:
    return {
        figure.value
        for support in sentences
        for figure in support.sentence.figures
        if figure.kind is FigureKind.CODE
    }


def _named(text: str) -> set[str]:
    words = set(text.split())
    hyphened = "\n".join(word for word in words if "-" in word)
    found = set(_ACRONYM.findall("\n".join(words)))
    found.update(match.lower() for match in _COMPOUND.findall(hyphened))
    return found


def _bracketed(text: str) -> set[str]:
    return {inner for inner in _BRACKETED.findall(text) if _SPECIFIC.search(inner) is not None}
