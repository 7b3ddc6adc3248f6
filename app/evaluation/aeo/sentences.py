"""Where the sentences of one block begin and end. Linear, and good enough to give a claim its place."""

import re
from functools import cache

_MARKS = re.compile(r"[.!?…。！？।۔؟\n]+")
_AFTER_MARKS = re.compile(r"[\"'”’»)\]]*+(?:\[[^\]\s]{1,41}+\]){0,50}(?=[ \u00a0]|$)")
"""Closing quotes and a note's mark belong to the sentence; then white space must follow."""
_CLOSING = re.compile(r"[」』”）]*+")
_SPACED_MARKS = frozenset(".!?…")
_ABBREVIATIONS = """
e.g i.e etc vs cf approx dr mr mrs ms prof st no fig vol jr sr inc ltd co corp u.s u.k z.b d.h usw
bzw ca nr str p pp ex art т.е т.д г см др стр
"""
_MOST_ABBREVIATED = 5
"""Letters of a word that a dot may cut short where the text goes on in small letters: `dept. of`."""
_LAST_WORD = re.compile(r"[^\s(\[\"“„]{1,12}$")

MAX_SENTENCE = 2_000
"""Characters. Text without sentence ends (Thai, one endless line) is cut at a space near here."""


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """Half-open ranges of `text`, in order, without the white space around them."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _MARKS.finditer(text):
        mark, end = text[match.start()], match.end()
        if mark in _SPACED_MARKS:
            after = _AFTER_MARKS.match(text, end)
            if after is None or (mark == "." and _is_abbreviation(text, start, match.start(), after.end())):
                continue
            end = after.end()
        elif mark != "\n":
            end = _CLOSING.match(text, end).end()  # type: ignore[union-attr]  # it matches nothing too
        _add(text, start, end, found)
        start = end
    if start < len(text):
        _add(text, start, len(text), found)
    return found


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(_ABBREVIATIONS.split())


def _is_abbreviation(text: str, start: int, dot: int, end: int) -> bool:
    last = _LAST_WORD.search(text[max(start, dot - 12) : dot])
    if last is None:
        return False
    word = last[0].lower()
    if text[end + 1 : end + 2].islower() and len(word) <= _MOST_ABBREVIATED and word.isalpha():
        return True
    return word in _abbreviations() or (len(word) == 1 and word.isalpha() and last[0].isupper())


def _add(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    """One sentence, in pieces where it is endless, without the white space around each."""
    while start < end:
        stop = end
        if end - start > MAX_SENTENCE:
            cut = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
            stop = start + MAX_SENTENCE if cut < 0 else cut
        first, last = start, stop
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if first < last:
            found.append((first, last))
        start = stop
