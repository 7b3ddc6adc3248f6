"""The kinds that add points: figures, sources, terms, examples.

Each counts distinct things, scales the count to a page of `page_words`, and saturates by a logarithm:
the tenth figure says less than the first, and a longer page is not a better one.
"""

import math
import re

from app.domain.scores import Finding
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.kinds.outcome import CheckOutcome, finding
from app.evaluation.aeo.phrases import count_phrases, present
from app.text.figures import FigureKind

_ACRONYM = re.compile(r"[A-Z](?<!\w.)[A-Z0-9&/\-]{0,14}[A-Z0-9](?!\w)")
"""A class first and the look back behind it: `re` skips to the next capital by itself."""
_COMPOUND = re.compile(r"\b[^\W\d_]{2,24}-[^\W\d_]{2,24}(?:-[^\W\d_]{2,24})?")
_BRACKETED = re.compile(r"[(（]([^()（）\n]{2,80})[)）]")
_SPECIFIC = re.compile(r"[A-Z]{2}|\d")
_DATED_REFERENCE = re.compile(r"\((?=[^()\n]{0,60}[A-Z])[^()\n]{1,60}\b(?:19|20)\d\d\)")


def saturated(count: float, *, words: float, check: Check) -> float:
    """0 for none, 1 for `cap` distinct items on a page of `page_words` words or fewer."""
    page_words, cap = check.number("page_words"), check.number("cap")
    effective = count * min(1.0, page_words / words) if words > 0 else 0.0
    return min(1.0, math.log1p(effective) / math.log1p(cap))


def figures(check: Check, page: CheckedPage) -> CheckOutcome:
    """Distinct statistics. The published score counts only those with a source."""
    every, held = set(), set()
    for support in page.support:
        supported = {claim.key for claim in support.supported if claim.is_statistic}
        every |= supported
        every.update(claim.key for claim in support.unsupported)
        if support.lack is None:
            held |= supported
    return _outcome(check, page, kept=len(held), every=len(every))


def sources(check: Check, page: CheckedPage) -> CheckOutcome:
    """Distinct links to other hosts. The pull also counts sources that are only named."""
    linked = {
        link.target.partition("#")[0] or link.target
        for support in page.support
        if support.lack is None
        for link in support.sentence.sources
    }
    named = count_phrases(page.lower_text, present(page.lower_text, check.words("named")))
    dated = len(_DATED_REFERENCE.findall(page.text))
    return _outcome(check, page, kept=len(linked), every=len(linked) + named + dated)


def terms(check: Check, page: CheckedPage) -> CheckOutcome:
    """Distinct specialist terms: acronyms, compounds, codes (`AES-256`, `TLS 1.3`)."""
    codes = [
        (figure.value, support.lack is None)
        for support in page.support
        for figure in support.sentence.figures
        if figure.kind is FigureKind.CODE
    ]
    every = _named(page.text) | {value for value, _ in codes}
    kept = _named(page.supported_text) | {value for value, is_supported in codes if is_supported}
    return _outcome(check, page, kept=len(kept), every=len(every))


def examples(check: Check, page: CheckedPage) -> CheckOutcome:
    """Concrete cases: `such as ...`, and brackets that name something."""
    wanted = present(page.lower_text, check.words("phrases"))
    every = _bracketed(page.text) + count_phrases(page.lower_text, wanted)
    kept = _bracketed(page.supported_text) + count_phrases(page.lower_supported_text, wanted)
    return _outcome(check, page, kept=kept, every=every)


def _outcome(check: Check, page: CheckedPage, *, kept: int, every: int) -> CheckOutcome:
    strength = saturated(kept, words=page.words, check=check)
    found: tuple[Finding, ...] = ()
    if strength < check.number("enough"):
        found = (finding(check, page.document, value=kept, every=every, words=round(page.words)),)
    return CheckOutcome(
        value=kept, strength=strength, pull=saturated(every, words=page.words, check=check), findings=found
    )


def _named(text: str) -> set[str]:
    words = set(text.split())
    hyphened = "\n".join(word for word in words if "-" in word)
    found = set(_ACRONYM.findall("\n".join(words)))
    found.update(match.lower() for match in _COMPOUND.findall(hyphened))
    return found


def _bracketed(text: str) -> int:
    return len({inner for inner in _BRACKETED.findall(text) if _SPECIFIC.search(inner) is not None})
