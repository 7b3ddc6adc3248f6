"""Structured data: whether it parses, agrees with the page, and names author and dates."""

import html
import re
from collections.abc import Iterator
from typing import Any

from app.domain.content import Span
from app.domain.scores import Severity
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.json_ld import JsonLdBlock, read_json_ld
from app.evaluation.aeo.kinds.outcome import CheckOutcome, finding, limited
from app.evaluation.aeo.repetition import folded

_TAG = re.compile(r"<[^<>]{1,500}>")
_ARTICLE_TYPES = frozenset(
    {"Article", "NewsArticle", "BlogPosting", "TechArticle", "Report", "ScholarlyArticle", "HowTo", "FAQPage"}
)


def valid_json_ld(check: Check, page: CheckedPage) -> CheckOutcome | None:
    blocks = _blocks(page)
    if not blocks:
        return None
    found = [
        finding(check, page.document, span=block.error_span, value=block.error)
        for block in blocks
        if block.error
    ]
    return CheckOutcome(value=len(found), findings=limited(found))


def matches_page(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """What the structured data tells engines must also be visible on the page.

    A headline in other words is common and harmless (Wikipedia puts its short descriptions there): a warning.
    A question or an answer that no reader sees violates the engines' policies: an error.
    """
    blocks = _blocks(page)
    if not blocks:
        return None
    shown = folded(f"{page.document.title or ''}\n{page.document.visible_text}")
    found = []
    for block in blocks:
        for thing in block.things:
            for name, text in _promises(thing):
                said = folded(html.unescape(_TAG.sub(" ", text)))
                if said and said not in shown:
                    severity = Severity.WARNING if name == "headline" else None
                    found.append(
                        finding(
                            check,
                            page.document,
                            span=block.span,
                            value=name,
                            text=text[:60],
                            severity=severity,
                        )
                    )
    return CheckOutcome(value=len(found), findings=limited(found))


def article_data(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """An article's structured data names its author and its dates."""
    blocks = _blocks(page)
    articles = [
        (block, thing) for block in blocks for thing in block.things if _types(thing) & _ARTICLE_TYPES
    ]
    if not articles:
        return None
    block, article = articles[0]
    missing = [key for key in ("author", "datePublished", "dateModified") if not article.get(key)]
    found = (finding(check, page.document, span=block.span, value=", ".join(missing)),) if missing else ()
    return CheckOutcome(value=3 - len(missing), findings=found)


def _blocks(page: CheckedPage) -> tuple[JsonLdBlock, ...]:
    if page.document.html is None:
        return ()
    return tuple(read_json_ld(raw, Span(span.start, span.end)) for raw, span in page.document.html.json_ld)


def _types(thing: dict[str, Any]) -> frozenset[str]:
    declared = thing.get("@type", ())
    names = declared if isinstance(declared, list) else [declared]
    return frozenset(name for name in names if isinstance(name, str))


def _promises(thing: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The texts that a reader must be able to find on the page."""
    if _types(thing) & _ARTICLE_TYPES and isinstance(thing.get("headline"), str):
        yield "headline", thing["headline"]
    if "Question" in _types(thing):
        name, answer = thing.get("name"), thing.get("acceptedAnswer")
        if isinstance(name, str):
            yield "question", name
        if isinstance(answer, dict) and isinstance(answer.get("text"), str):
            yield "answer", answer["text"]
