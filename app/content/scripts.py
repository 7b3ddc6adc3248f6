"""The script a text is in, and what scripts say about languages."""

import re
from collections import Counter
from functools import lru_cache

_SCRIPTS = (
    (0x0041, 0x024F, "Latn"),
    (0x1E00, 0x1EFF, "Latn"),
    (0x0370, 0x03FF, "Grek"),
    (0x1F00, 0x1FFF, "Grek"),
    (0x0400, 0x052F, "Cyrl"),
    (0x0530, 0x058F, "Armn"),
    (0x0590, 0x05FF, "Hebr"),
    (0x0600, 0x077F, "Arab"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFF, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "Guru"),
    (0x0A80, 0x0AFF, "Gujr"),
    (0x0B00, 0x0B7F, "Orya"),
    (0x0B80, 0x0BFF, "Taml"),
    (0x0C00, 0x0C7F, "Telu"),
    (0x0C80, 0x0CFF, "Knda"),
    (0x0D00, 0x0D7F, "Mlym"),
    (0x0D80, 0x0DFF, "Sinh"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x0E80, 0x0EFF, "Laoo"),
    (0x0F00, 0x0FFF, "Tibt"),
    (0x1000, 0x109F, "Mymr"),
    (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Hang"),
    (0x1200, 0x137F, "Ethi"),
    (0x1780, 0x17FF, "Khmr"),
    (0x3040, 0x30FF, "Kana"),
    (0x3400, 0x4DBF, "Hani"),
    (0x4E00, 0x9FFF, "Hani"),
    (0xAC00, 0xD7AF, "Hang"),
    (0xF900, 0xFAFF, "Hani"),
    (0x20000, 0x323AF, "Hani"),
)
ONE_LANGUAGE = {
    "Grek": "el",
    "Armn": "hy",
    "Hebr": "he",
    "Beng": "bn",
    "Guru": "pa",
    "Gujr": "gu",
    "Orya": "or",
    "Taml": "ta",
    "Telu": "te",
    "Knda": "kn",
    "Mlym": "ml",
    "Sinh": "si",
    "Thai": "th",
    "Laoo": "lo",
    "Tibt": "bo",
    "Mymr": "my",
    "Geor": "ka",
    "Hang": "ko",
    "Ethi": "am",
    "Khmr": "km",
    "Kana": "ja",
    "Hani": "zh",
    "Deva": "hi",
}
WRITTEN_IN = {
    "ja": {"Kana", "Hani"},
    "zh": {"Hani"},
    "ko": {"Hang", "Hani"},
    "yi": {"Hebr"},
    "mr": {"Deva"},
    "ne": {"Deva"},
    "sa": {"Deva"},
    "as": {"Beng"},
    "ti": {"Ethi"},
    "dz": {"Tibt"},
    **{language: {"Arab"} for language in ("ar", "fa", "ur", "ps", "ug", "sd", "ckb")},
    **{language: {"Cyrl"} for language in ("ru", "uk", "bg", "be", "mk", "ky", "tg")},
    **{language: {"Cyrl", "Latn"} for language in ("sr", "kk", "uz", "mn", "az", "bs", "tt")},
    **{language: {script} for script, language in ONE_LANGUAGE.items() if language not in {"ja", "zh", "ko"}},
}
_LETTER = re.compile(r"[^\W\d_]")
WORDLIKE = frozenset({"Hani", "Kana", "Hang"})
"""A letter of these is a word or a syllable, and weighs as much as three Latin ones."""
TERMS_BESIDE, TERMS_LETTERS = 0.05, 6
"""Share and number of such letters from which Latin words that make no sentences are taken for terms."""


def dominant_script(text: str) -> tuple[str | None, int]:
    """ISO 15924 code of the script most letters are in, and the number of letters in it.

    Han with some kana is Japanese; Han characters otherwise count as Han.
    """
    counts: Counter[str] = Counter()
    for character, times in Counter(text).items():
        script_of = _script_of(character)
        if script_of is not None:
            counts[script_of] += times
    if not counts:
        return None, 0
    if counts["Kana"] and counts["Kana"] * 20 > counts["Hani"]:
        counts["Kana"] += counts.pop("Hani", 0)
    weighted = {name: count * (3 if name in WORDLIKE else 1) for name, count in counts.items()}
    script = max(weighted, key=lambda name: (weighted[name], name))
    return script, counts[script]


def script_beside_latin(text: str) -> tuple[str, int] | None:
    """The word-like script of which a text mainly in Latin letters has more than a few, and its letters."""
    counts = Counter(name for name in map(_script_of, text) if name is not None)
    name, count = max(((name, counts[name]) for name in WORDLIKE), key=lambda each: each[1])
    return (name, count) if count >= TERMS_BESIDE * counts.total() and count >= TERMS_LETTERS else None


@lru_cache(maxsize=4_096)
def _script_of(character: str) -> str | None:
    """None for a character that is not a letter."""
    if _LETTER.match(character) is None:
        return None
    code = ord(character)
    return next((name for low, high, name in _SCRIPTS if low <= code <= high), "Zyyy")
