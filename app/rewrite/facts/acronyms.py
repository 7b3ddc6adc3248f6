"""An acronym and the name that it is short for: `WHO` and `World Health Organization`, `DFG` and `Deutsche
Forschungsgemeinschaft`."""

import re
from collections.abc import Iterator, Sequence

_ACRONYM = re.compile(r"(?<![\w.])(?:[^\W\d_a-zà-ÿß]{2,7}|(?:[^\W\d_a-zà-ÿß]\.){2,7})(?!\w)")
_WORD = re.compile(r"[^\W\d_]+")
MOST = 40
"""Acronyms of one text that are looked up."""

Spans = list[tuple[int, int]]


def acronyms_shared(before: Sequence[str], after: Sequence[str]) -> tuple[list[Spans], list[Spans]]:
    """For each text of both sides the spans of an acronym and of the name that the other side has for it."""
    found: tuple[list[Spans], list[Spans]] = [[] for _ in before], [[] for _ in after]
    for texts, others, side in ((before, after, 0), (after, before, 1)):
        here, there = " ".join(texts), " ".join(others)
        known = {m.group() for m in _ACRONYM.finditer(there)}
        wanted = dict.fromkeys(m.group() for m in _ACRONYM.finditer(here) if m.group() not in known)
        for acronym in list(wanted)[:MOST]:
            names = [list(_names(text, acronym.replace(".", ""))) for text in others]
            if any(names):
                for kept, text in zip(found[side], texts, strict=True):
                    kept.extend(m.span() for m in _ACRONYM.finditer(text) if m.group() == acronym)
                for kept, those in zip(found[1 - side], names, strict=True):
                    kept.extend(those)
    return found


def _names(text: str, letters: str) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words, small words between them aside, that begin with the letters in order."""
    words = list(_WORD.finditer(text))
    for first, word in enumerate(words):
        if word.group()[0] == letters[0] and len(word.group()) > 1:
            end = _end(words, first, letters)
            if end is not None:
                yield word.start(), end


def _end(words: Sequence[re.Match[str]], first: int, letters: str) -> int | None:
    """Behind the word in which the last letter is found; a compound holds more than one of them."""
    at, used = first, 0
    end = None
    while at < len(words) and used < len(letters):
        word = words[at].group()
        if word[0] != letters[used]:
            if word[0].isupper() or len(word) > 4:
                return None
            at += 1
            continue
        rest = word[1:].upper()
        used += 1
        following = next((w.group()[0] for w in words[at + 1 :] if w.group()[0].isupper()), "")
        while used < len(letters) and following != letters[used] and letters[used] in rest:
            rest = rest[rest.index(letters[used]) + 1 :]
            used += 1
        end = words[at].end()
        at += 1
    return end if used == len(letters) and at - first > 1 else None
