"""Characters and tokens that machines read otherwise than readers do."""

import re

from app.domain.content import Span
from app.domain.scores import Finding, Severity
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.kinds.outcome import CheckOutcome, finding, limited, start_of
from app.evaluation.aeo.phrases import find_phrases, present

_OVERRIDES = "\u202d\u202e"
_ZERO_WIDTHS = "\u200b\u2060\ufeff"
_BIDI_OVERRIDE = re.compile("[\u202d\u202e]")
_ZERO_WIDTH = re.compile(r"[\u200b\u2060\ufeff](?<=[^\W\d_].)[\u200b\u2060\ufeff]*+(?=[^\W\d_])")
_TAGS = "\U000e0001".encode()[:2]
"""The bytes with which all of the characters below begin."""
_UNDRAWN = "\U000e0001-\U000e007f\U000e0100-\U000e01ef"
_SMUGGLED = re.compile(f"(?<![\U0001f3f4{_UNDRAWN}])[{_UNDRAWN}]{{4,}}|(?<=\U0001f3f4)[{_UNDRAWN}]{{9,}}")
"""Text in characters that are never drawn: tags, but not those of a flag, and rows of selectors."""
_MIXED_SCRIPT = re.compile(r"[A-Za-z][\u0400-\u04ffΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]|[\u0400-\u04ffΑΒΕΖΗΙΚΜΝΟΡΤΥΧο][A-Za-z]")
_LOOKALIKE = re.compile(r"[\u0370-\u04ff]")
_WORD_AROUND = re.compile(r"\w{1,40}")


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
    """Overrides of the writing direction, zero-width characters within words, and text written in tags."""
    source = page.document.source
    if source.isascii():
        return CheckOutcome()
    found = [
        finding(
            check, page.document, span=Span(match.start(), match.end()), value=f"U+{ord(match[0][0]):04X}"
        )
        for pattern, characters in ((_BIDI_OVERRIDE, _OVERRIDES), (_ZERO_WIDTH, _ZERO_WIDTHS))
        if any(character in source for character in characters)
        for match in pattern.finditer(source)
    ]
    smuggled = [
        finding(
            check,
            page.document,
            span=Span(match.start(), match.end()),
            severity=Severity.ERROR,
            value=f"“{start_of(_spelled(match[0]))}” in {len(match[0])} characters that are never drawn",
        )
        for match in (_SMUGGLED.finditer(source) if _TAGS in source.encode(errors="ignore") else ())
    ]
    is_abuse = bool(smuggled) or any(character in source for character in _OVERRIDES)
    every = [*smuggled, *found]
    return CheckOutcome(value=len(every), strength=float(is_abuse), findings=limited(every))


def _spelled(tags: str) -> str:
    """The ASCII text that tag characters stand for; nothing for other characters."""
    codes = (ord(tag) - 0xE0000 for tag in tags)
    return "".join(chr(code) for code in codes if 0x20 <= code < 0x7F)


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
