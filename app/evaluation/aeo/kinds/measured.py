"""The kinds that add points: figures, sources, terms, examples.

Each counts distinct things, scales the count to a page of `page_words`, and saturates by a logarithm:
the tenth figure says less than the first, and a longer page is not a better one.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.scores import Finding
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.kinds.outcome import CheckOutcome, finding
from app.evaluation.aeo.part import Part
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
    linked = _linked(page.standing)
    named = _counted(page, lambda part: _count_named(part, wanted))
    return _outcome(
        check,
        page,
        standing=len(linked),
        counted=len(linked | _linked(page.unsourced)) + named.allowed,
        every=len(linked) + named.every,
        shown=len(linked),
    )


def terms(check: Check, page: CheckedPage) -> CheckOutcome:
    """Distinct specialist terms: acronyms, compounds, codes (`AES-256`, `TLS 1.3`)."""
    standing, counted, every = _distinct(page, lambda part: _named(part.text) | _codes(part))
    return _outcome(check, page, standing=len(standing), counted=len(counted), every=len(every))


def examples(check: Check, page: CheckedPage) -> CheckOutcome:
    """Concrete cases: `such as ...`, and brackets that name something."""
    wanted = check.words("phrases")
    standing, counted, every = _distinct(page, lambda part: _bracketed(part.text))
    said = _counted(page, lambda part: count_phrases(part.lower_text, present(part.lower_text, wanted)))
    return _outcome(
        check,
        page,
        standing=len(standing) + min(said.allowed, said.standing),
        counted=len(counted) + said.allowed,
        every=len(every) + said.every,
    )


def _distinct(page: CheckedPage, read: Callable[[Part], set[str]]) -> tuple[set[str], set[str], set[str]]:
    """The distinct things that stand, that count, and that are there at all.

    In a rewrite only those stand or count that the original or a source has.
    """
    standing = read(page.standing)
    counted = standing | read(page.unsourced)
    every = counted | read(page.left_out)
    if page.original is None:
        return standing, counted, every
    known = read(page.original.whole) | read(page.sourced)
    known |= {each for each in counted - known if any(each in text for text in page.supplied)}
    return standing & known, counted & known, every


@dataclass(frozen=True, slots=True)
class _Counts:
    standing: int
    allowed: int
    """What counts; in a rewrite at most as often as the original and sourced sentences have it."""
    every: int


def _counted(page: CheckedPage, count: Callable[[Part], int]) -> _Counts:
    standing = count(page.standing)
    counted = standing + count(page.unsourced)
    every = counted + count(page.left_out)
    if page.original is None or not counted:
        return _Counts(standing, counted, every)
    return _Counts(standing, min(counted, count(page.original.whole) + count(page.sourced)), every)


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


def _linked(part: Part) -> set[str]:
    return {
        link.target.partition("#")[0] or link.target
        for support in part.sentences
        for link in support.sentence.sources
    }


def _count_named(part: Part, wanted: Sequence[str]) -> int:
    """Sources that are named: `according to IDC`, `(Gartner, 2023)`."""
    named = count_phrases(part.lower_text, present(part.lower_text, wanted))
    return named + len(_DATED_REFERENCE.findall(part.text))


def _codes(part: Part) -> set[str]:
    return {
        figure.value
        for support in part.sentences
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
