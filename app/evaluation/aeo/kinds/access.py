"""The gates: whether the page may be shown, has text to read, and may be fetched by answer bots."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from app.domain.content import BlockKind, ContentFormat, Span
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.kinds.outcome import CheckOutcome, finding

_REFUSALS = re.compile(r"(?<![a-z-])(?:noindex|none|nosnippet|max-snippet\s?:\s?0(?!\d))(?![a-z-])")
_APP_SHELL = re.compile(
    r"<(?:div|main|section)\s[^<>]{0,200}\bid\s?=\s?[\"']?(?:root|app|__next|__nuxt|svelte|main-app)\b"
)
_ROBOTS_META = re.compile(r"<meta\s[^<>]{0,300}(?:robots|googlebot|bingbot)", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{|\{%|<%|\$\{")
"""A template fills it in: nothing can be said of the address."""
_FOR_BOT = re.compile(r"\s*(?!max-|unavailable)([a-z][a-z0-9_-]{2,40})\s?:(?!\S*//)(.*)", re.DOTALL)
"""`googlebot-news: noindex` is for that bot alone."""


def indexable(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """Whether the page itself asks not to be shown: noindex, nosnippet, max-snippet:0.

    A directive that names a bot counts where it is one of `bots`, the crawlers of answer engines.
    """
    bots = check.words("bots")
    refused = sorted(
        {word for value in _robots_values(page) for word in _REFUSALS.findall(_for_any(value.lower(), bots))}
    )
    if page.document.html is None and not refused:
        return None
    if not refused:
        return CheckOutcome()
    words = ", ".join(refused)
    found = finding(check, page.document, span=_span_of(page, _ROBOTS_META), value=words)
    return CheckOutcome(
        value=len(refused), findings=(found,), reason=f"the page asks not to be shown: {words}"
    )


def server_text(check: Check, page: CheckedPage) -> CheckOutcome:
    """Whether the server sends an article. Crawlers of answer engines run no scripts."""
    document = page.document
    if page.words >= check.number("min_words"):
        return CheckOutcome(value=page.words)
    is_shell = document.format is ContentFormat.HTML and (
        _APP_SHELL.search(document.source) is not None
        or (page.words == 0 and "<script" in document.source.lower())
    )
    if is_shell:
        reason = "no server-rendered text: the page is filled in by scripts, which crawlers do not run"
    elif not document.source.strip():
        reason = "not scorable: the file is empty"
    elif page.words == 0:
        has_heading = any(block.kind is BlockKind.HEADING for block in document.blocks)
        reason = f"not scorable: there is no body text{' under the headings' if has_heading else ''}"
    elif page.words < check.number("too_few"):
        reason = f"not scorable: {round(page.words)} words are too few to measure"
    else:
        return CheckOutcome(value=page.words)
    return CheckOutcome(value=page.words, findings=(finding(check, document, value=reason),), reason=reason)


def answer_bots(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """The answer bots that robots.txt refuses. Training bots are reported but never scored."""
    if page.robots_txt is None:
        return None
    parser = RobotFileParser()
    parser.parse(page.robots_txt.splitlines())
    address = _address(page)
    answer, training = check.words("answer_bots"), check.words("training_bots")
    refused = [bot for bot in answer if not parser.can_fetch(bot, address)]
    if not refused:
        return CheckOutcome()
    kept_out = [bot for bot in training if not parser.can_fetch(bot, address)]
    found = finding(
        check, page.document, value=", ".join(refused), training=", ".join(kept_out) if kept_out else "none"
    )
    all_refused = len(refused) == len(answer)
    reason = "robots.txt refuses every answer bot" if all_refused else ""
    return CheckOutcome(value=len(refused), findings=(found,), reason=reason)


def canonical(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """One absolute canonical address."""
    if page.document.html is None:
        return None
    addresses = page.document.html.canonicals
    problem = ""
    if len(set(addresses)) > 1:
        problem = f"{len(addresses)} canonical addresses are declared"
    elif addresses and not _TEMPLATE.search(addresses[0]) and not urlsplit(addresses[0].strip()).scheme:
        problem = f"the canonical address {addresses[0]!r} is not absolute"
    elif not addresses and check.parameters.get("require"):
        problem = "no canonical address is declared"
    if not problem:
        return CheckOutcome(value=len(addresses))
    span = _span_of(page, re.compile(r"<link\s[^<>]{0,300}canonical", re.IGNORECASE))
    return CheckOutcome(
        value=len(addresses), findings=(finding(check, page.document, span=span, value=problem),)
    )


def _robots_values(page: CheckedPage) -> Iterator[str]:
    if page.document.html is not None:
        yield from page.document.html.robots
        yield page.document.html.meta.get("x-robots-tag", "")
    matter = page.document.front_matter
    yield str(matter.get("robots", ""))
    if matter.get("noindex") is True:
        yield "noindex"


def _for_any(value: str, bots: tuple[str, ...]) -> str:
    """The directives of this value that concern every bot or one of these."""
    named = _FOR_BOT.match(value)
    if named is None:
        return value
    return named[2] if named[1] in bots else ""


def _address(page: CheckedPage) -> str:
    if page.document.html is not None and page.document.html.canonicals:
        return page.document.html.canonicals[0]
    return str(page.document.front_matter.get("permalink", "/"))


def _span_of(page: CheckedPage, pattern: re.Pattern[str]) -> Span | None:
    match = pattern.search(page.document.source)
    return None if match is None else Span(match.start(), match.end())
