"""Statistics in words: `nine out of ten`, `two thirds`, `half a million`, `sieben von zehn`, `deux tiers`.

No value is taken from them; they only show that a sentence makes a claim that needs a source.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

_NUMBERS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred half several
ein eine einer zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig
sechzig siebzig achtzig neunzig hundert halbe
un une deux trois quatre cinq six sept huit neuf dix vingt trente quarante cinquante soixante cent
uno una dos tres cuatro cinco seis siete ocho nueve diez veinte treinta cuarenta cincuenta sesenta setenta
ochenta noventa due quattro cinque sei sette otto nove dieci um uma dois três sete oito
twee drie vijf zes zeven acht negen tien
"""
_UNITS = """
percent|per cent|percentage points?|thirds?|quarters?|fifths?|tenths?
|hundred|thousands?|millions?|billions?|trillions?
|out of (?:every )?(?:{n})|in (?:every )?(?:{n})|times (?:as|more|less|faster|cheaper)
|prozent|von (?:{n})|drittel|viertel|fünftel|zehntel|tausend|millionen|milliarden|mal so
|pour cent|sur (?:{n})|tiers|quarts?|mille|milliers|milliards?|fois plus
|por ciento|por cento|per cento|de cada (?:{n})|su (?:{n})|em cada (?:{n})
|tercios|cuartos|terzi|terços|mil|millones|milioni|milhões
|procent|op de (?:{n})|miljoen
"""
_N = "|".join(sorted(set(_NUMBERS.split()), key=lambda word: (-len(word), word)))
_UNIT = "".join(_UNITS.split("\n")).replace("{n}", _N)
_SPELLED = re.compile(
    rf"\b(?:{_N})(?:[- ](?:a |and |und |et |y |e )?(?:{_N}))?[- ](?:a |an |of a )?(?:{_UNIT})\b"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|hundred)[- ]?fold\b"
    r"|\bhalf of (?:all|the|them|those|our|their)\b|\bdie hälfte (?:aller|der)\b|\bla moitié (?:des|de)\b"
    r"|\bla mitad de\b|\bla metà (?:dei|delle|degli)\b|\bmetade (?:dos|das)\b"
    r"|\b(?:doubl|tripl|quadrupl|halv)(?:ed|es|ing) (?:its|his|her|their|our|your|the)\b",
    re.IGNORECASE,
)


_SIGNS = (
    *("percent", "per cent", "third", "quart", "fifth", "tenth", "hundred", "thousand", "illion", " mil"),
    *(
        "out of",
        "in every",
        "one in ",
        "two in ",
        "three in ",
        "four in ",
        "times ",
        "fold",
        "half of",
        "half a",
    ),
    *("doubl", "tripl", "quadrupl", "halv", "prozent", " von ", "drittel", "viertel", "zehntel", "tausend"),
    *("mal so", "hälfte", "pour cent", " sur ", "tiers", "fois plus", "moitié", "por ciento", "por cento"),
    *("de cada", " su ", "em cada", "tercio", "cuartos", "terzi", "terço", "mitad", "metà", "metade"),
    *("procent", "op de"),
)
"""Every match contains one of them: searching for them first spares most sentences the expression."""


def spelled_phrases(text: str) -> tuple[tuple[int, int], ...]:
    """Bounds of each share or amount that the text states in words."""
    return tuple(match.span() for match in _SPELLED.finditer(text))


def spelled_statistics(texts: Sequence[str]) -> frozenset[int]:
    """Indexes of the texts that state a share or an amount in words."""
    whole = "\n".join(texts).lower()
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    if starts[-1] != len(whole) + 1:  # a letter became two in lower case
        starts = [0, *accumulate(len(text.lower()) + 1 for text in texts)]
    maybe: set[int] = set()
    for sign in _SIGNS:
        found = whole.find(sign)
        while found >= 0:
            number = bisect_right(starts, found) - 1
            maybe.add(number)
            found = whole.find(sign, starts[number + 1])
    return frozenset(number for number in maybe if _SPELLED.search(texts[number]) is not None)
