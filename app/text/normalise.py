"""The text behind the letters: look-alikes folded, invisible characters removed, offsets kept.

A detector, a matcher of facts and a check for hidden text all want to read what a reader sees. The
normal form is for judging only; what the author wrote is never replaced by it. Linear time.

Folded: compatibility forms (NFKC), accents, look-alike letters of other scripts inside Latin words.
Removed: zero-width characters, bidirectional controls, soft hyphens, variation selectors, tags.
A word wholly in another script stays as it is, unless each of its letters passes for a Latin one.
"""

import json
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

_ZERO_WIDTH = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064"
    "\u3164\ufeff\uffa0"
)
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_OVERRIDE = re.compile("[\u202d\u202e]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SOFT_HYPHEN = "\u00ad"
_PUNCTUATION = str.maketrans({
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'", "\u02bc": "'", "\u00b4": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\u2033": '"', "\u00ab": '"', "\u00bb": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-", "\u2212": "-",
    "\u2044": "/", "\u2028": "\n", "\u2029": "\n", "\x85": "\n",
})  # fmt: skip
_WORD = re.compile(r"\S+")
_LETTERS = re.compile(r"[^\W\d_]+")
_ASCII_LETTER = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Obfuscation:
    """How many characters of each kind had to be undone."""

    look_alikes: int = 0
    zero_width: int = 0
    bidi: int = 0
    soft_hyphens: int = 0

    def __add__(self, other: "Obfuscation") -> "Obfuscation":
        return Obfuscation(
            look_alikes=self.look_alikes + other.look_alikes,
            zero_width=self.zero_width + other.zero_width,
            bidi=self.bidi + other.bidi,
            soft_hyphens=self.soft_hyphens + other.soft_hyphens,
        )


@dataclass(frozen=True, slots=True)
class NormalText:
    """`text` in its normal form; `starts[i]` of it stands at `sources[i]` in the original, and what
    lies between two starts was copied character by character."""

    text: str
    starts: tuple[int, ...] = (0,)
    sources: tuple[int, ...] = (0,)
    obfuscation: Obfuscation = Obfuscation()

    def source_offset(self, offset: int) -> int:
        """The offset in the original of a character (or of the end) of the normal text."""
        at = bisect_right(self.starts, offset) - 1
        origin = self.sources[at] + offset - self.starts[at]
        return min(origin, self.sources[at + 1]) if at + 1 < len(self.sources) else origin


def normalise(text: str) -> NormalText:
    """The normal form of `text`, with its offsets and what was undone."""
    if text.isascii():
        return NormalText(text)
    mainly_latin = _is_mainly_latin(text)
    out: list[str] = []
    starts, sources = [0], [0]
    length = done = 0
    counts = Obfuscation()
    for match in _WORD.finditer(text):
        word = match[0]
        if word.isascii():
            continue
        out.append(_spaces(text[done : match.start()]))
        length += match.start() - done
        done = match.end()
        plain, offsets, undone = _word(word, mainly_latin=mainly_latin)
        counts = counts + undone
        out.append(plain)
        if len(plain) == len(word) and offsets == list(range(len(word))):
            length += len(plain)
            continue
        for index, offset in enumerate(offsets):
            if index == 0 or offset != offsets[index - 1] + 1:
                starts.append(length + index)
                sources.append(match.start() + offset)
        length += len(plain)
        starts.append(length)
        sources.append(done)
    out.append(_spaces(text[done:]))
    if counts.bidi:
        counts = replace(counts, bidi=_without_use(text, counts.bidi))
    return NormalText("".join(out), tuple(starts), tuple(sources), counts)


def _without_use(text: str, marks: int) -> int:
    """Of so many marks of direction, those that no letter written from the right explains; all overrides."""
    overrides = len(_OVERRIDE.findall(text))
    return overrides + max(0, marks - overrides - len(_RIGHT_TO_LEFT.findall(text)))


def _word(word: str, *, mainly_latin: bool) -> tuple[str, list[int], Obfuscation]:
    """One run without white space: its normal form, the offset of each character, what was undone."""
    chars: list[str] = []
    offsets: list[int] = []
    zero_width = bidi = soft_hyphens = look_alikes = 0
    for offset, char in enumerate(word):
        if char.isascii():
            chars.append(char)
            offsets.append(offset)
        elif char == _SOFT_HYPHEN:
            soft_hyphens += 1
        elif char in _BIDI:
            bidi += 1
        elif char in _ZERO_WIDTH or "\U000e0000" <= char <= "\U000e007f":
            # Joiners between emoji or inside Persian and Indic words are how those are written.
            zero_width += bool(offset and word[offset - 1].isascii()) or char in "\u200b\ufeff\u2060"
        else:
            plain, styled = _folded(char)
            chars.extend(plain)
            offsets.extend([offset] * len(plain))
            look_alikes += styled
    joined = "".join(chars)
    if not joined.isascii():
        strict, wide = _look_alikes()
        for run in _LETTERS.finditer(joined):
            letters = run[0]
            if letters.isascii():
                continue
            mixed = _ASCII_LETTER.search(letters) is not None
            if mixed or (mainly_latin and all(letter in strict for letter in letters)):
                for at in range(run.start(), run.end()):
                    plain_letter = wide.get(chars[at])
                    if plain_letter is not None:
                        chars[at] = plain_letter
                        look_alikes += mixed or len(letters) > 1
        joined = "".join(chars)
    return joined, offsets, Obfuscation(look_alikes, zero_width, bidi, soft_hyphens)


@cache
def _folded(char: str) -> tuple[str, bool]:
    """NFKC without accents, typographic marks made plain; and whether it is a letter in disguise."""
    category = unicodedata.category(char)
    if category in {"Mn", "Me"}:
        return "", False
    compatible = unicodedata.normalize("NFKC", char)
    styled = (
        category in {"Ll", "Lu"} and len(compatible) == 1 and compatible.isascii() and compatible.isalpha()
    )
    bare = unicodedata.normalize("NFKD", compatible)
    if bare[:1].isascii():
        compatible = "".join(part for part in bare if not unicodedata.combining(part))
    return compatible.translate(_PUNCTUATION), styled and char not in "ſK"


@cache
def _look_alikes() -> tuple[dict[str, str], dict[str, str]]:
    """Letters that pass for Latin ones anywhere, and these with those that do so inside a Latin word."""
    listed = json.loads(files("app.text").joinpath("confusables.json").read_text(encoding="ascii"))
    strict = {char: letter for letter, chars in listed["letters"].items() for char in chars}
    rest = listed["letters_in_mixed_words"]
    return strict, strict | {char: letter for letter, chars in rest.items() for char in chars}


def _is_mainly_latin(text: str) -> bool:
    """True where more than half of the letters are ASCII, judged on 20,000 characters."""
    sample = text[:20_000]
    latin = len(_ASCII_LETTER.findall(sample))
    return 2 * latin > sum(map(len, _LETTERS.findall(sample)))


def _spaces(gap: str) -> str:
    """Characters between non-ASCII words, with every kind of space made plain; the length stays."""
    if gap.isascii():
        return gap
    return "".join(" " if char.isspace() and not char.isascii() else char for char in gap)
