"""How two English words are related: inflection, synonym, hypernym, antonym, derivation, thesaurus entry.

`english.npz` is read once, at the first comparison of English texts (about 0.1 s), and never changed.
"""

from collections.abc import Iterator
from enum import IntFlag, auto
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

MOST_REMEMBERED = 65_536


class Relation(IntFlag):
    NONE = 0
    SAME = auto()
    """One is an inflection of the other."""
    SYNONYM = auto()
    """A sense of WordNet holds both."""
    DERIVED = auto()
    """`develop` and `development`, or a synonym of such a word."""
    LISTED = auto()
    """Each stands in the other's entry of the thesaurus."""
    LISTED_ONCE = auto()
    WIDER = auto()
    """The second is a hypernym of the first."""
    NARROWER = auto()
    ALIKE = auto()
    """Similar adjectives, verbs of one group."""
    SISTER = auto()
    """One direct hypernym: milk and cheese."""
    ANTONYM = auto()
    NEAR_ANTONYM = auto()
    """An antonym of a synonym."""
    AFFIX = auto()
    """Equal but for a negating prefix or suffix."""


_NEAR = Relation.ANTONYM | Relation.SYNONYM | Relation.DERIVED
"""Where one of these holds, what else holds says nothing more."""

NOUN, VERB, ADJECTIVE, ADVERB = 1, 2, 4, 8

_ENDINGS = (
    ("ies", "y"), ("ves", "f"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("zes", "z"),
    ("s", ""), ("ied", "y"), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""), ("ier", "y"), ("iest", "y"),
    ("er", ""), ("er", "e"), ("est", ""), ("est", "e"), ("men", "man"),
)  # fmt: skip
"""The rules of detachment of WordNet's morphy(7WN), in one list for all parts of speech."""
_DOUBLED = frozenset({"ed", "ing", "er", "est"})
_NEGATING = ("un", "in", "im", "dis", "non", "ir", "il", "mis", "anti", "de", "under", "over")


class Lexical:
    """Read-only; one for the process: see `english()`."""

    def __init__(self, arrays: dict[str, NDArray[np.generic]]) -> None:
        words = bytes(arrays["words"].tobytes()).decode("ascii").split("\n")
        forms = bytes(arrays["forms"].tobytes()).decode("ascii").split("\n")
        self._words = words
        self._index = dict(zip(words, range(len(words)), strict=True))
        self._exceptions = dict(zip(forms, arrays["bases"].tolist(), strict=True))
        self._parts = arrays["parts"].tobytes()
        names = ("senses", "parents", "alike", "antonyms", "derived", "near")
        self._tables = {name: _Table(arrays[f"{name}_sizes"], arrays[f"{name}_steps"]) for name in names}
        self.relation = lru_cache(MOST_REMEMBERED)(self._relation)
        self.kinship = lru_cache(MOST_REMEMBERED)(self._kinship)
        """The near relations alone."""
        self.lemmas = lru_cache(MOST_REMEMBERED)(self._lemmas)

    def knows(self, word: str) -> bool:
        return word in self._index

    def lemma(self, word: str) -> str:
        """One key for all inflections of a word, for comparing sequences; the word itself where unknown."""
        found = self.lemmas(word)
        return min((self._words[i] for i in found), key=len) if found else word

    def parts(self, word: str) -> int:
        """NOUN, VERB, ADJECTIVE, ADVERB that a casefolded word can be, joined; 0 for an unknown one."""
        parts = 0
        for lemma in self.lemmas(word):
            parts |= self._parts[lemma]
        return parts

    def _lemmas(self, word: str) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self._bases(word)))

    def _bases(self, word: str) -> Iterator[int]:
        if word in self._exceptions:
            yield self._exceptions[word]
        if word in self._index:
            yield self._index[word]
        for ending, instead in _ENDINGS:
            if not word.endswith(ending) or len(word) - len(ending) < 2:
                continue
            base = word[: -len(ending)] + instead
            if base in self._index:
                yield self._index[base]
            elif ending in _DOUBLED and len(base) > 3 and base[-1] == base[-2] and base[:-1] in self._index:
                yield self._index[base[:-1]]

    def _relation(self, one: str, other: str) -> Relation:
        found = Relation.AFFIX if _differ_by_affix(one, other) else Relation.NONE
        for a in self.lemmas(one):
            for b in self.lemmas(other):
                if a == b:
                    return Relation.SAME
                found |= self._near(a, b)
        if found & _NEAR:
            return found
        for a in self.lemmas(one):
            for b in self.lemmas(other):
                found |= self._far(a, b)
        return found

    def _kinship(self, one: str, other: str) -> Relation:
        found = Relation.NONE
        for a in self.lemmas(one):
            for b in self.lemmas(other):
                found |= Relation.SAME if a == b else self._near(a, b)
        return found

    def _near(self, a: int, b: int) -> Relation:
        """Antonym, synonym, derivation, thesaurus entry of two lemmas: cheap to find."""
        table = self._tables
        found = Relation.NONE
        if b in table["antonyms"][a]:
            found |= Relation.ANTONYM
        senses, others = table["senses"][a], table["senses"][b]
        if not senses.isdisjoint(others):
            found |= Relation.SYNONYM
        derived = table["derived"]
        is_derived = b in derived[a] or any(not table["senses"][d].isdisjoint(others) for d in derived[a])
        if is_derived or any(not table["senses"][d].isdisjoint(senses) for d in derived[b]):
            found |= Relation.DERIVED
        listed, also_listed = b in table["near"][a], a in table["near"][b]
        if listed or also_listed:
            found |= Relation.LISTED if listed and also_listed else Relation.LISTED_ONCE
        return found

    def _far(self, a: int, b: int) -> Relation:
        """Antonym of a synonym, hypernym, similar adjective, sister."""
        senses, others = self._tables["senses"][a], self._tables["senses"][b]
        return self._opposed(a, b) | self._by_hierarchy(senses, others)

    def _opposed(self, a: int, b: int) -> Relation:
        opposites = self._tables["antonyms"]
        senses = self._tables["senses"]
        for one, other in ((a, b), (b, a)):
            wide = senses[one] | self._joined("alike", senses[one])
            if any(not wide.isdisjoint(senses[opposite]) for opposite in opposites[other]):
                return Relation.NEAR_ANTONYM
        return Relation.NONE

    def _by_hierarchy(self, senses: frozenset[int], others: frozenset[int]) -> Relation:
        found = Relation.NONE
        parents, parents_other = self._joined("parents", senses), self._joined("parents", others)
        if parents & others:
            found |= Relation.WIDER
        if parents_other & senses:
            found |= Relation.NARROWER
        alike, alike_other = self._joined("alike", senses), self._joined("alike", others)
        if alike & others:
            found |= Relation.ALIKE
        if parents & parents_other or alike & alike_other:
            found |= Relation.SISTER
        return found

    def _joined(self, name: str, senses: frozenset[int]) -> frozenset[int]:
        table = self._tables[name]
        return frozenset().union(*(table[sense] for sense in senses))


class _Table:
    """Rows of numbers; a row becomes a set when it is asked for."""

    def __init__(self, sizes: NDArray[np.generic], steps: NDArray[np.generic]) -> None:
        ends = np.cumsum(sizes, dtype=np.int64)
        sums = np.concatenate([[0], np.cumsum(steps, dtype=np.int64)])
        starts = ends - sizes.astype(np.int64)
        self._numbers = (sums[1:] - np.repeat(sums[starts], sizes.astype(np.int64))).astype(np.int32)
        self._ends = [0, *ends.tolist()]
        self._rows: dict[int, frozenset[int]] = {}

    def __getitem__(self, row: int) -> frozenset[int]:
        found = self._rows.get(row)
        if found is None:
            found = frozenset(self._numbers[self._ends[row] : self._ends[row + 1]].tolist())
            self._rows[row] = found
        return found


def _differ_by_affix(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if long.endswith("less"):
        return short in (long[:-4], f"{long[:-4]}ful")
    if len(short) < 4:
        return False
    return long.endswith(short) and long[: -len(short)] in _NEGATING


@cache
def english() -> Lexical:
    data = (files(__package__) / "english.npz").read_bytes()
    with np.load(BytesIO(data)) as arrays:
        return Lexical({name: arrays[name] for name in arrays.files})
