"""Who wrote it, when, and does it give advice that a person must look at?"""

import re
from collections.abc import Iterator

from app.domain.content import Span
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.json_ld import read_json_ld
from app.evaluation.aeo.kinds.outcome import Outcome, finding, limited
from app.evaluation.aeo.page import Page
from app.evaluation.aeo.phrases import find_phrases, present
from app.text.figures import FigureKind

_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_BYLINE_BLOCKS = 8
"""A byline stands near the top or the end of a page."""


def author(check: Check, page: Page) -> Outcome | None:
    """Does the page say who wrote it: front matter, meta data, JSON-LD or a byline?"""
    if page.words < check.number("min_words"):
        return None
    keys = check.words("keys")
    matter = {str(key).lower(): value for key, value in page.document.front_matter.items()}
    if any(matter.get(key) for key in keys) or any(_machine_values(page, ("author", "creator"))):
        return Outcome(value=1)
    blocks = page.shown
    near = (*blocks[:_BYLINE_BLOCKS], *blocks[-_BYLINE_BLOCKS:])
    if any(block.text.lower().startswith(check.words("bylines")) for block in near):
        return Outcome(value=1)
    return Outcome(findings=(finding(check, page.document),))


def dates(check: Check, page: Page) -> Outcome | None:
    """Published before modified, and the machine's date no other than the reader's."""
    published = _first_date(page, check.words("published"))
    modified = _first_date(page, check.words("modified"))
    if published is None and modified is None:
        return None
    problem = ""
    if published is not None and modified is not None and modified < published:
        problem = f"it was modified ({modified}) before it was published ({published})"
    place = page.document.front_matter_span
    found = (finding(check, page.document, span=place, value=problem),) if problem else ()
    return Outcome(value=float(bool(published)) + float(bool(modified)), findings=found)


def freshness(check: Check, page: Page) -> Outcome | None:
    """A page that speaks of prices, versions or `the latest` says when it was written."""
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
        return Outcome(value=1)
    return Outcome(findings=(finding(check, page.document),))


def sensitive(check: Check, page: Page) -> Outcome | None:
    """Doses, law and money with numbers: a wrong one harms, so a person decides."""
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
    return Outcome(value=len(found), findings=limited(found))


def file_problems(check: Check, page: Page) -> Outcome:
    """What the parser had to work around: bytes, front matter, a wrong extension."""
    found = [
        finding(check, page.document, span=problem.span, value=problem.message, code=problem.code)
        for problem in page.document.problems
    ]
    return Outcome(value=len(found), findings=limited(found))


def _first_date(page: Page, keys: tuple[str, ...]) -> str | None:
    for value in _values(page, keys):
        match = _ISO_DATE.search(str(value))
        if match is not None:
            return match[0]
    return None


def _values(page: Page, keys: tuple[str, ...]) -> Iterator[object]:
    matter = {str(key).lower(): value for key, value in page.document.front_matter.items()}
    yield from (matter[key] for key in keys if key in matter)
    yield from _machine_values(page, keys)


def _machine_values(page: Page, keys: tuple[str, ...]) -> Iterator[object]:
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
