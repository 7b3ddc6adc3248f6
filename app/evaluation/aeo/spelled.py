"""Statistics in words: `nine out of ten`, `two thirds`, `half a million`, `sieben von zehn`, `deux tiers`.

No value is taken from them; they only tell that a sentence makes a claim which wants a source.
"""

import re

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


def is_spelled_statistic(text: str) -> bool:
    """Does the text state a share or an amount in words?"""
    return _SPELLED.search(text) is not None
