"""Sentences of one block's text, as half-open ranges. Linear in the text's length.

A missed boundary costs little (two sentences are judged together); a false one lets a rewrite rule cut a
sentence in half. Every doubt is therefore decided against a boundary.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from app.domain.content import Span

WIDE_STOPS = "。！？｡"
"""Stops of Chinese and Japanese: no space follows them."""

_STOP = re.compile(
    r"(?<![.!?…؟।۔])[.!?…؟।۔]++[\"'”’»)\]]*+(?:\[[^\]\s]{1,41}+\]){0,50}(?=\s|$)"
    r"|[。！？｡]++[」』”’）]*+"
    r"|\n\s*"
)
"""Closing quotes and the mark of a footnote belong to the sentence. A line break ends one by itself."""
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“„«]*$")
_ABBREVIATIONS = frozenset(
    """
    e.g i.e etc. cf vs approx no nos fig figs eq sec ch vol pp p ed eds dept univ assn inc ltd co corp
    mr mrs ms dr prof st jr sr rev gen col sgt capt lt hon gov sen rep jan feb mar apr jun jul aug sep
    sept oct nov dec mon tue wed thu fri sat sun u.s u.k u.n a.m p.m ph.d
    mio mrd tsd
    z.b d.h u.a u.ä usw bzw ca evtl ggf inkl exkl nr str hr fr bspw vgl sog o.ä i.d.r s.o s.u abs art
    mio mrd tsd
    m mme mlle mm cie av apr env p.ex n° ex
    sr sra srta dña ud uds ej pág núm aprox tel ee.uu
    sig sig.ra dott ing avv ecc es pag
    dhr mevr bijv enz o.a d.w.z blz
    exa prof.ª
    т.е т.д г гг см др стр рис
    """.split()  # noqa: SIM905 - a list this long reads better in lines
)

MAX_SENTENCE = 2_000
"""Characters. Text without sentence ends (Thai, one endless line) is cut at a space near here."""
LONGEST_REMEMBERED = 4_000
"""Characters: a paragraph is asked for its sentences four times in one rewrite; a hostile one is not kept."""


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of `text` without the white space between them, in order."""
    return _remembered(text) if len(text) <= LONGEST_REMEMBERED else _sentences(text)


def _sentences(text: str) -> tuple[Span, ...]:
    return tuple(part for start, end in _ranges(text) for part in _cut(text, start, end) if part)


_remembered = lru_cache(maxsize=1024)(_sentences)


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _STOP.finditer(text):
        if _ends_a_sentence(text, match):
            yield start, match.end()
            start = match.end()
    yield start, len(text)


def _ends_a_sentence(text: str, match: re.Match[str]) -> bool:
    if text[match.start()] in WIDE_STOPS or text[match.start()] == "\n" or match.end() == len(text):
        return True
    following = _first_sign(text, match.end())
    if following.islower() or following in ",;:)":
        return False
    if not match.group().startswith("."):
        return True
    word = _WORD_BEFORE.search(text, max(0, match.start() - 40), match.start())
    before = word.group().lower() if word else ""
    is_initial = len(before) == 1 and before.isalpha()
    is_ordinal = before.isdigit() and len(before) <= 2 and not match.group().endswith("..")
    return not (before in _ABBREVIATIONS or is_initial or is_ordinal)


def _first_sign(text: str, offset: int) -> str:
    for character in text[offset : offset + 20]:
        if not character.isspace() and character not in "\"'“”„«‘(*_[":
            return character
    return ""


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """One sentence, in parts of at most MAX_SENTENCE characters."""
    while end - start > MAX_SENTENCE:
        space = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        stop = start + MAX_SENTENCE if space < 0 else space
        yield _trimmed(text, start, stop)
        start = stop if space < 0 else space + 1
    yield _trimmed(text, start, end)


def word_count(text: str) -> int:
    """Words as white space parts them."""
    return len(text.split())
