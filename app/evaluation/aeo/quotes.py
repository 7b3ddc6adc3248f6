"""Quotations in running text, with or without attribution to a speaker."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

QUOTED = re.compile(
    r"“([^“”]{1,600})”|«([^«»]{1,600})»|„([^„“”]{1,600})[“”]|「([^「」]{1,600})」|『([^『』]{1,600})』"
    r"|(?<![\w\"])\"([^\"]{1,600})\"(?![\w\"])"
)
_SINGLE_QUOTED = re.compile(r"(?<![\w'’])['‘]((?:[^'‘’]|(?<=\w)['’](?=\w)){8,600})['’](?!\w)")
"""Also used around terms and code: a quotation only if it is attributed."""
_MARK = re.compile('["“«„「『]')
MIN_WORDS = 5
"""A shorter quotation is a term or a title."""
ATTRIBUTED_WORDS = 3
"""Words that are enough if the quotation is attributed."""
MIN_CHARACTERS_UNSPACED = 12

_SPEAKER = re.compile(
    r"\b(?:said|says|say|stated|states|noted|notes|explained|explains|argues|argued|wrote|writes|adds|added|told|"
    r"remarked|observes|observed|commented|claims|claimed|according to|puts it|"
    r"emphasi[sz]e[sd]|"
    r"sagte|sagt|erklärte|betont|laut|so|a déclaré|explique|selon|dit|dijo|afirma|afirmó|según|disse|segundo|"
    r"ha detto|secondo|řekl|uvedl|podle|сказал|сказала|заявил|отметил)\b"
    r"|と述べ|と語|によると|表示|指出|认为|قال|وقال|گفت|कहा|বলেছেন|கூறினார்|אמר|אמרה|กล่าว"
    r"|^\s*[—–-]+ ?[^\W\d_]",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r", (?:said|says|explained|explains|added|adds|argued|argues|sagte|sagt|erklärte) "
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Frau|Herr)\.? )?[A-Z][\w'’-]{1,30} [A-Z]"
)
"""A verb before its speaker: direct speech, even without quotation marks."""
_CLOSING_MARKS = frozenset("\"”’»“'")
_VERB = re.compile(", (?:sa|expla|ad|argue|erkl)")
LONGEST = 600
"""Characters of a quotation."""
_REACH = 80
"""Characters before and after a quotation in which to look for its speaker."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Offsets count in the text given; `end` includes the closing mark."""

    start: int
    end: int
    text: str
    is_attributed: bool


def find_quotes(text: str) -> Iterator[Quote]:
    """Quotations in marks, or recognised by `..., said Jane Doe` alone. Not in order."""
    if _VERB.search(text) is not None:
        yield from _unmarked(text)
    if _MARK.search(text) is not None:
        for match in QUOTED.finditer(text):
            inner = next(group for group in match.groups() if group is not None)
            yield from _quote(text, match, inner, unattributed_from=MIN_WORDS)
    if "‘" in text or " '" in text or text.startswith("'"):
        for match in _SINGLE_QUOTED.finditer(text):
            yield from _quote(text, match, match[1], unattributed_from=None)


def _unmarked(text: str) -> Iterator[Quote]:
    for match in _INVERTED.finditer(text):
        if text[match.start() - 1 : match.start()] in _CLOSING_MARKS:
            continue
        floor = max(0, match.start() - LONGEST)
        begun = max(text.rfind(mark, floor, match.start()) for mark in (". ", "! ", "? "))
        start = floor if begun < 0 else begun + 2
        yield Quote(start, match.end(), text[start : match.start()], is_attributed=True)


def _quote(text: str, match: re.Match[str], inner: str, *, unattributed_from: int | None) -> Iterator[Quote]:
    if not _has_words(inner, ATTRIBUTED_WORDS):
        return
    before = text[max(0, match.start() - _REACH) : match.start()]
    after = text[match.end() : match.end() + _REACH]
    attributed = _SPEAKER.search(before) is not None or _SPEAKER.search(after) is not None
    if attributed or (unattributed_from is not None and _has_words(inner, unattributed_from)):
        yield Quote(match.start(), match.end(), inner, attributed)


def _has_words(inner: str, words: int) -> bool:
    if " " in inner:
        return len(inner.split()) >= words
    return len(inner) >= MIN_CHARACTERS_UNSPACED and not inner.isascii()
