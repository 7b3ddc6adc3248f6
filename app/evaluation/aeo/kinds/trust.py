"""Author, dates, and advice that a person must review."""

import re
from collections.abc import Iterator

from app.domain.content import Span
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.json_ld import read_json_ld
from app.evaluation.aeo.kinds.outcome import CheckOutcome, finding, limited
from app.evaluation.aeo.phrases import find_phrases, present
from app.evaluation.aeo.read_sentences import MAX_FIGURES
from app.text.figures import FigureKind

_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_BYLINE_BLOCKS = 8
"""Blocks at the top and at the end of a page in which to look for a byline."""


def author(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """Whether the page names its author: in front matter, metadata, JSON-LD or a byline."""
    if page.words < check.number("min_words"):
        return None
    keys = check.words("keys")
    matter = {str(key).lower(): value for key, value in page.document.front_matter.items()}
    if any(matter.get(key) for key in keys) or any(_machine_values(page, ("author", "creator"))):
        return CheckOutcome(value=1)
    blocks = page.shown
    near = (*blocks[:_BYLINE_BLOCKS], *blocks[-_BYLINE_BLOCKS:])
    if any(block.text.lower().startswith(check.words("bylines")) for block in near):
        return CheckOutcome(value=1)
    return CheckOutcome(findings=(finding(check, page.document),))


def dates(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """Whether the page was published before it was modified."""
    published = _first_date(page, check.words("published"))
    modified = _first_date(page, check.words("modified"))
    if published is None and modified is None:
        return None
    problem = ""
    if published is not None and modified is not None and modified < published:
        problem = f"it was modified ({modified}) before it was published ({published})"
    span = page.document.front_matter_span
    found = (finding(check, page.document, span=span, value=problem),) if problem else ()
    return CheckOutcome(value=float(bool(published)) + float(bool(modified)), findings=found)


def freshness(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """Whether a page about prices, versions or `the latest` says when it was written."""
    asked = (page.query or "").lower()
    opening = " ".join(sentence.text for sentence in page.sentences[:5]).lower()
    title = (page.document.title or "").lower()
    if next(find_phrases(f"{asked}\n{title}\n{opening}", check.words("phrases")), None) is None:
        return None
    keys = check.words("keys")
    if _first_date(page, keys) is not None or any(
        figure.kind is FigureKind.DATE and len(figure.value) == 10
        for sentence in page.sentences
        for figure in sentence.figures
    ):
        return CheckOutcome(value=1)
    return CheckOutcome(findings=(finding(check, page.document),))


def sensitive(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """Figures on doses, law or money: a wrong one does harm, so a person decides."""
    found = []
    wanted, units = present(page.lower_text, check.words("phrases")), frozenset(check.words("units"))
    for sentence in page.sentences:
        if not sentence.figures:
            continue
        match = next(find_phrases(sentence.text, wanted), None) if wanted else None
        unit = next((each.unit for each in sentence.figures if each.unit in units), None)
        if match is None and unit is None:
            continue
        value = unit if match is None else sentence.text[match[0] : match[1]]
        found.append(
            finding(
                check, page.document, span=sentence.span(), section_id=sentence.block.section_id, value=value
            )
        )
    return CheckOutcome(value=len(found), findings=limited(found))


def file_problems(check: Check, page: CheckedPage) -> CheckOutcome:
    """Problems that the parser had to work around: bytes, front matter, a wrong extension, sheer length."""
    found = [
        finding(check, page.document, span=problem.span, value=problem.message.rstrip("."), code=problem.code)
        for problem in page.document.problems
    ]
    if sum(len(sentence.figures) for sentence in page.sentences) >= MAX_FIGURES:
        message = f"Only the first {MAX_FIGURES:,} figures were judged. Split the file."
        found.append(finding(check, page.document, value=message, code="too-many-figures"))
    return CheckOutcome(value=len(found), findings=limited(found))


def _first_date(page: CheckedPage, keys: tuple[str, ...]) -> str | None:
    for value in _values(page, keys):
        match = _ISO_DATE.search(str(value))
        if match is not None:
            return match[0]
    return None


def _values(page: CheckedPage, keys: tuple[str, ...]) -> Iterator[object]:
    matter = {str(key).lower(): value for key, value in page.document.front_matter.items()}
    yield from (matter[key] for key in keys if key in matter)
    yield from _machine_values(page, keys)


def _machine_values(page: CheckedPage, keys: tuple[str, ...]) -> Iterator[object]:
    """Values of meta elements and of JSON-LD under any of the keys, whatever their case."""
    head = page.document.html
    if head is None:
        return
    wanted = {key.lower() for key in keys}
    for name, value in head.meta.items():
        if name.lower() in wanted or name.lower().rpartition(":")[2] in wanted:
            yield value
    for raw, span in head.json_ld:
        for thing in read_json_ld(raw, Span(span.start, span.end)).things:
            yield from (value for key, value in thing.items() if key.lower() in wanted and value)
