"""Text that readers do not see, and text addressed to machines instead of readers."""

import re
from collections.abc import Iterator

from app.domain.content import Block, BlockKind, Span
from app.domain.scores import Finding
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.kinds.outcome import CheckOutcome, finding, limited
from app.evaluation.aeo.phrases import find_phrases, lowered, present

_COMMENT_MARKS = ("<!--", "{/*", "[", "..", "{#", "%%", "{{", "{%", "@*")
_TEXT_ATTRIBUTES = ("alt=", "title=", "aria-label=")
_ATTRIBUTE_VALUE = re.compile(r"\"[^\"]{1,500}|'[^']{1,500}")
_OVERRIDES = "\u202d\u202e"
_ZERO_WIDTHS = "\u200b\u2060\ufeff"
_BIDI_OVERRIDE = re.compile("[\u202d\u202e]")
_ZERO_WIDTH = re.compile(r"[\u200b\u2060\ufeff](?<=[^\W\d_].)[\u200b\u2060\ufeff]*+(?=[^\W\d_])")
_MIXED_SCRIPT = re.compile(r"[A-Za-z][\u0400-\u04ffΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]|[\u0400-\u04ffΑΒΕΖΗΙΚΜΝΟΡΤΥΧο][A-Za-z]")
_LOOKALIKE = re.compile(r"[\u0370-\u04ff]")
_PROSE_WORD = re.compile(r"[^\W\d_]{3,}|[\u3040-\u30ff\u3400-\u9fff]{2}")
_WORD_AROUND = re.compile(r"\w{1,40}")


def hidden_text(check: Check, page: CheckedPage) -> CheckOutcome:
    """Hidden text of some length in the body, which an engine may read and a reader never will."""
    found = [
        finding(check, page.document, span=block.span, section_id=block.section_id, value=_start(block.text))
        for block in page.document.blocks
        if block.kind is BlockKind.HIDDEN
        and not _is_comment(page, block)
        and _says_something(block.text, min_words=check.number("min_words"))
    ]
    return CheckOutcome(value=len(found), strength=float(bool(found)), findings=limited(found))


def instructions(check: Check, page: CheckedPage) -> CheckOutcome:
    """Instructions to a language model in hidden text, comments or attributes."""
    unseen = list(_unseen(page))
    wanted = present(lowered("\n".join(text for text, _, _ in unseen)), check.words("phrases"))
    found = []
    for text, span, section_id in unseen if wanted else ():
        match = next(find_phrases(text, wanted), None)
        if match is not None:
            found.append(
                finding(
                    check, page.document, span=span, section_id=section_id, value=_start(text[match[0] :])
                )
            )
    return CheckOutcome(value=len(found), strength=float(bool(found)), findings=limited(found))


def model_markup(check: Check, page: CheckedPage) -> CheckOutcome:
    """Tokens of chat templates and prompt delimiters in the text that readers see."""
    found: list[Finding] = []
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


def invisible_characters(check: Check, page: CheckedPage) -> CheckOutcome:
    """Overrides of the writing direction, and zero-width characters within words."""
    source = page.document.source
    found = [
        finding(
            check, page.document, span=Span(match.start(), match.end()), value=f"U+{ord(match[0][0]):04X}"
        )
        for pattern, characters in ((_BIDI_OVERRIDE, _OVERRIDES), (_ZERO_WIDTH, _ZERO_WIDTHS))
        if not source.isascii() and any(character in source for character in characters)
        for match in pattern.finditer(source)
    ]
    overrides = not source.isascii() and any(character in source for character in _OVERRIDES)
    return CheckOutcome(value=len(found), strength=float(overrides), findings=limited(found))


def mixed_scripts(check: Check, page: CheckedPage) -> CheckOutcome:
    """Words that mix Latin letters with Cyrillic or Greek ones that look the same."""
    found = []
    for block in page.shown if _LOOKALIKE.search(page.text) is not None else ():
        last_end = -1
        for match in _MIXED_SCRIPT.finditer(block.text):
            if match.start() < last_end:
                continue
            begin = max(0, match.start() - 20)
            words = list(_WORD_AROUND.finditer(block.text, begin, match.end() + 20))
            word = next((word for word in words if word.start() <= match.start() < word.end()), match)
            last_end = word.end()
            found.append(
                finding(
                    check,
                    page.document,
                    span=block.source_span(word.start(), word.end()),
                    section_id=block.section_id,
                    value=word[0],
                )
            )
    return CheckOutcome(value=len(found), findings=limited(found))


def _says_something(text: str, *, min_words: float) -> bool:
    """Is it prose, and not the hidden twin of a formula?"""
    words = _PROSE_WORD.findall(text)
    return len(words) >= min_words and len(words) >= len(text.split()) / 2 and "\\" not in text


def _is_comment(page: CheckedPage, block: Block) -> bool:
    return page.document.source.startswith(_COMMENT_MARKS, block.span.start)


def _unseen(page: CheckedPage) -> Iterator[tuple[str, Span, str]]:
    """Comments, hidden blocks, the texts of images and of attributes."""
    for block in page.document.blocks:
        if block.kind is BlockKind.HIDDEN:
            yield block.text, block.span, block.section_id
        for link in block.links:
            if link.is_image:
                yield link.text, link.span, block.section_id
    source = page.document.source
    for name in _TEXT_ATTRIBUTES:
        start = source.find(name)
        while start >= 0:
            match = _ATTRIBUTE_VALUE.match(source, start + len(name))
            if match is not None:
                yield match[0], Span(start, match.end()), ""
            start = source.find(name, start + len(name))


def _start(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
