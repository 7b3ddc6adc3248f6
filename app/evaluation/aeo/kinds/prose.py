"""Readability checks, without points: length, headings, long sentences and paragraphs, alt texts."""

import re

from app.domain.content import BlockKind, ContentFormat, Document, Span
from app.evaluation.aeo.binding import is_binding
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.kinds.outcome import CheckOutcome, finding, limited
from app.evaluation.aeo.phrases import find_phrases, present
from app.evaluation.aeo.read_sentences import Sentence, count_words
from app.evaluation.aeo.said_again import MOST_IN_LINKS

_MARKDOWN = (ContentFormat.MARKDOWN, ContentFormat.MDX)


def length(check: Check, page: CheckedPage) -> CheckOutcome:
    short = 0 < page.words < check.number("min_words")
    found = (finding(check, page.document, value=round(page.words)),) if short else ()
    return CheckOutcome(value=page.words, findings=found)


def heading_order(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """Levels do not skip, there is one first-level heading at most, none is empty."""
    headings = list(page.document.headings())
    if not headings:
        return None
    # Only where the front matter's title heads the page is a `#` below it one too many.
    has_own_title = page.document.format in _MARKDOWN and "title" in page.document.front_matter
    found, previous, titles = [], 0, 0
    for block in headings:
        problem = ""
        titles += block.level == 1
        if previous and block.level > previous + 1 and not _is_styled(page.document, block.span):
            problem = f"Level {block.level} follows level {previous}: a level is skipped"
        elif block.level == 1 and titles == 2 and has_own_title:
            problem = "This is a second first-level heading below the title in the front matter"
        if problem:
            found.append(
                finding(check, page.document, span=block.span, section_id=block.section_id, value=problem)
            )
        previous = block.level
    return CheckOutcome(value=len(found), findings=limited(found))


def _is_styled(document: Document, heading: Span) -> bool:
    """A class says that the level is part of the page's design; the rewriter leaves such a heading, too."""
    tag, closed, _ = document.source[heading.start : heading.end].partition(">")
    return bool(closed) and tag.startswith("<") and ("class=" in tag.lower() or "style=" in tag.lower())


_MAY_END = re.compile(r"(?<=[.!?…。！？])[\"'”’»)\]]*(?:\[[^\]\s]{1,41}\])*\s+")
"""Where a sentence may end, abbreviations too. The splitter decides doubts against an end, so that no rewrite
cuts a sentence; here they are decided for one, so that two sentences are not called a long one."""


def long_sentences(check: Check, page: CheckedPage) -> CheckOutcome:
    found = []
    for sentence in page.sentences:
        if sentence.block.kind is BlockKind.TABLE or sentence.end - sentence.start < 2 * check.number(
            "max_words"
        ):
            continue
        words = max(map(count_words, _MAY_END.split(sentence.text)))
        if words > check.number("max_words") and _is_to_be_split(sentence, page):
            found.append(
                finding(
                    check,
                    page.document,
                    span=sentence.span(),
                    section_id=sentence.block.section_id,
                    value=round(words),
                )
            )
    return CheckOutcome(value=len(found), findings=limited(found))


_QUOTED = ('"', "“", "„", "«", "「")


def _is_to_be_split(sentence: Sentence, page: CheckedPage) -> bool:
    """A list of links or of codes is no sentence; a rule in force and somebody's words stay as they are."""
    if sentence.block.section_id in page.binding or is_binding(sentence):
        return False
    text, span = sentence.text, sentence.span()
    if sentence.block.text.startswith(_QUOTED) or page.document.source.count("<br", span.start, span.end) > 1:
        return False
    tokens = text.split()
    coded = sum(not any(map(str.isalpha, token)) or any(map(str.isdigit, token)) for token in tokens)
    return page.linked.share(sentence) <= MOST_IN_LINKS and 2 * coded <= len(tokens)


def long_paragraphs(check: Check, page: CheckedPage) -> CheckOutcome:
    found = []
    for block in page.document.prose():
        if len(block.text) < 2 * check.number("max_words"):
            continue
        words = count_words(block.text)
        if words > check.number("max_words") and block.section_id not in page.binding:
            found.append(
                finding(
                    check, page.document, span=block.span, section_id=block.section_id, value=round(words)
                )
            )
    return CheckOutcome(value=len(found), findings=limited(found))


def orphan_openings(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """Sections whose first sentence begins with a pronoun, so that an excerpt of them makes no sense."""
    seen: set[str] = set()
    found = []
    # An entry of a reference or of a changelog is named by its heading: `emitter.on()`, `Version 4.4.7`.
    entries = {block.section_id for block in page.document.headings() if _NAME.search(block.text)}
    for sentence in page.sentences:
        section = sentence.block.section_id
        if section in seen or section in ("", "s0"):
            continue
        seen.add(section)
        if section not in entries and _opens_with_pronoun(sentence.text.lower(), check):
            found.append(
                finding(
                    check,
                    page.document,
                    span=sentence.span(),
                    section_id=section,
                    value=sentence.text.partition(" ")[0],
                )
            )
    return CheckOutcome(value=len(found), findings=limited(found)) if seen else None


_NAME = re.compile(r"[A-Za-z]\w*(?:[_.]\w+|\(|::)|^-{1,2}\w|\d\.\d")


def _opens_with_pronoun(text: str, check: Check) -> bool:
    """`This is ...` points back; `this guide is ...` and `it is rare to ...` do not."""
    if not text.startswith(check.words("openings")):
        return False
    if not check.words("pronouns") or text.startswith(check.words("pronouns")):
        return _EXPLETIVE.match(text) is None
    return text.partition(" ")[2].startswith(check.words("verbs"))


_EXPLETIVE = re.compile(
    r"it (?:is|was|isn['’]t|will be|may be|might be|can be|would be|has been|seems|appears|turns out|takes"
    r"|follows|depends)"
    r"\b(?:[^!?]{0,60} (?:to|that|if|when|whether|how|why|on)\b|[^.!?]{0,40}ing\b)"
)
"""An `it` that stands for what follows: `it is rare to ...`, `it seems that ...`."""


def image_texts(check: Check, page: CheckedPage) -> CheckOutcome | None:
    images = [(link, block) for block in page.document.blocks for link in block.links if link.is_image]
    if not images or page.document.format is ContentFormat.RST:
        return None
    found = [
        finding(check, page.document, span=link.span, section_id=block.section_id, value=link.target[-60:])
        for link, block in images
        if not link.text.strip() and not _says_it_is_decoration(page.document.source, link.span)
    ]
    return CheckOutcome(value=len(found), findings=limited(found))


def _says_it_is_decoration(source: str, span: Span) -> bool:
    """In HTML `alt=""` says that the image is for the eye alone; what is missing is the attribute itself."""
    tag = source[span.start : min(span.end, span.start + _LONGEST_TAG)]
    return tag.startswith("<") and _DECORATION.search(tag) is not None


_DECORATION = re.compile(
    r"\s(?:alt(?=[\s=/>])|aria-hidden|aria-label|role\s*=\s*[\"']?(?:presentation|none)\b|(?:width|height)\s*=\s*[\"']?[01](?!\d))",
    re.IGNORECASE,
)
_LONGEST_TAG = 4_000


def phrases(check: Check, page: CheckedPage) -> CheckOutcome:
    """Words that the house style forbids. The kind for a project's own checks."""
    found = []
    wanted = present(page.lower_text, check.words("phrases"))
    for block in page.shown if wanted else ():
        for start, end in find_phrases(block.text, wanted):
            found.append(
                finding(
                    check,
                    page.document,
                    span=block.source_span(start, end),
                    section_id=block.section_id,
                    value=block.text[start:end],
                )
            )
    return CheckOutcome(value=len(found), findings=limited(found))


def required_keys(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """Front matter keys that the house requires."""
    if page.document.html is not None:
        return None
    missing = [key for key in check.words("keys") if not page.document.front_matter.get(key)]
    span = page.document.front_matter_span
    found = (finding(check, page.document, span=span, value=", ".join(missing)),) if missing else ()
    return CheckOutcome(value=len(missing), findings=found)
