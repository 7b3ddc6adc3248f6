"""A Hunspell dictionary: stems, and the endings and beginnings that each may take.

Only what accepts a word is read: affixes with their flags and conditions, and `ICONV`. Compounding and the
tables of suggestions are not, so a compound that the dictionary does not list counts as unknown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

MAX_AFFIX = 40
"""Characters of an affix that are tried."""


@dataclass(frozen=True, slots=True)
class _Affix:
    flag: str
    strip: str
    condition: re.Pattern[str] | None
    crosses: bool


@dataclass(slots=True)
class Dictionary:
    stems: dict[str, frozenset[str]] = field(default_factory=dict)
    """Each stem with the flags of its affixes."""
    suffixes: dict[str, list[_Affix]] = field(default_factory=dict)
    prefixes: dict[str, list[_Affix]] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)

    def knows(self, word: str) -> bool:
        """Whether the word is spelled right, in this case or in a smaller one."""
        for written, read in self.replaced.items():
            word = word.replace(written, read)
        return any(self._is_word(each) for each in _cases(word))

    def _is_word(self, word: str) -> bool:
        if word in self.stems:
            return True
        if any(True for _ in self._without(word, self.suffixes, at_end=True)):
            return True
        for affix, rest in _stripped(word, self.prefixes, at_end=False):
            if affix.flag in self.stems.get(rest, frozenset()):
                return True
            if affix.crosses and any(
                affix.flag in self.stems[stem] for stem in self._without(rest, self.suffixes, at_end=True)
            ):
                return True
        return False

    def _without(self, word: str, affixes: dict[str, list[_Affix]], *, at_end: bool) -> Iterator[str]:
        for affix, rest in _stripped(word, affixes, at_end=at_end):
            if affix.flag in self.stems.get(rest, frozenset()):
                yield rest


def _stripped(word: str, affixes: dict[str, list[_Affix]], *, at_end: bool) -> Iterator[tuple[_Affix, str]]:
    """Every stem that the word may come from, with the affix that made it."""
    for length in range(min(len(word), MAX_AFFIX) + 1):
        added = word[len(word) - length :] if at_end else word[:length]
        for affix in affixes.get(added, ()):
            rest = word[: len(word) - length] + affix.strip if at_end else affix.strip + word[length:]
            if affix.condition is None or affix.condition.search(rest):
                yield affix, rest


def _cases(word: str) -> Iterator[str]:
    yield word
    if word[:1].isupper():
        yield word.lower()
        if word.isupper():
            yield word.capitalize()


@lru_cache(maxsize=8)
def read_dictionary(affixes: str, words: str) -> Dictionary:
    """A dictionary from the texts of its `.aff` and `.dic` files. Lines that cannot be read are left out."""
    result = Dictionary()
    style, crosses = "short", True
    for line in affixes.splitlines():
        parts = line.split()
        if len(parts) >= 2 and parts[0] == "FLAG":
            style = parts[1]
        elif len(parts) == 3 and parts[0] == "ICONV":
            result.replaced[parts[1]] = parts[2]
        elif len(parts) >= 4 and parts[0] in ("SFX", "PFX"):
            if len(parts) == 4 and parts[2] in ("Y", "N") and parts[3].isdigit():
                crosses = parts[2] == "Y"
            else:
                _read_affix(parts, result, crosses=crosses)
    for line in words.splitlines()[1:]:
        entry = line.split("\t")[0].split(" ")[0]
        stem, _, flags = entry.partition("/")
        if stem:
            result.stems[stem] = result.stems.get(stem, frozenset()) | _flags(flags, style)
    return result


def _read_affix(parts: list[str], result: Dictionary, *, crosses: bool) -> None:
    kind, flag, strip, added = parts[:4]
    condition = parts[4] if len(parts) > 4 else "."
    added = added.partition("/")[0]
    into = result.suffixes if kind == "SFX" else result.prefixes
    try:
        compiled = (
            None
            if condition == "."
            else re.compile(f"(?:{condition})$" if kind == "SFX" else f"^(?:{condition})")
        )
    except re.error:
        return
    affix = _Affix(flag, "" if strip == "0" else strip, compiled, crosses)
    into.setdefault("" if added == "0" else added, []).append(affix)


def _flags(written: str, style: str) -> frozenset[str]:
    if style == "num":
        return frozenset(written.split(",")) if written else frozenset()
    if style == "long":
        return frozenset(written[index : index + 2] for index in range(0, len(written), 2))
    return frozenset(written)
