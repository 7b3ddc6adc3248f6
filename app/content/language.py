"""The language of a text: declared, checked against its script, or recognised."""

import re
from collections import Counter
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Any

SAMPLE = 2000
"""Characters of prose examined."""
LINGUA_SAMPLE = 1000
"""Characters shown to lingua: on real articles it answers as with 2,000, in two thirds of the time."""
MIN_LETTERS = 20
"""Shorter texts are recognised by their script alone, and in Latin script not at all."""

ENGLISH_FROM = 20
"""Words below which function words are not enough evidence."""
ENGLISH_SHARE, ENGLISH_ALONE_SHARE = 0.16, 0.04
"""Minimum shares of English function words in a text, and of those that no other language has."""
_ENGLISH_ALONE = ("the", "and", "of", "that", "with", "this", "which", "from")
_ENGLISH_TOO = "to is for are was it be as on by not have you or an in at we can if has will your their they"
_ENGLISH = frozenset((*_ENGLISH_ALONE, *_ENGLISH_TOO.split()))
_WORD = re.compile(r"[^\W\d_]+")

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
_ONE_LANGUAGE = {
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
_WRITTEN_IN = {
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
    **{
        language: {script} for script, language in _ONE_LANGUAGE.items() if language not in {"ja", "zh", "ko"}
    },
}
_OLD_CODES = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "nb": "no",
    "nn": "no",
    "cmn": "zh",
    "yue": "zh",
    "fil": "tl",
}
_LETTER = re.compile(r"[^\W\d_]")
_FARSI_LETTERS = re.compile("[پچژگکی]")
_ARABIC_LETTERS = re.compile("[يةىكأإ]")
_URDU_LETTERS = re.compile("[ٹڈڑںےہ]")


def recognise(text: str, declared: str | None) -> str | None:
    """ISO 639-1 code of `text`; None where neither the declaration nor the text settles it.

    A declaration counts unless the script contradicts it: a page that declares `lang="en"` over Japanese is
    Japanese. lingua, restricted to LATIN below, distinguishes languages in Latin script.
    """
    sample = text[:SAMPLE]
    script, letters = dominant_script(sample)
    claimed = primary_code(declared)
    if claimed is not None and (
        not letters or script is None or script in _WRITTEN_IN.get(claimed, {"Latn"})
    ):
        return claimed
    if script is None or letters < 2:
        return None
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    if script == "Arab":
        return _arabic_script(sample)
    if letters < MIN_LETTERS:
        return None
    shown = sample[:LINGUA_SAMPLE]
    return "en" if script == "Latn" and is_plainly_english(shown) else _by_lingua(shown, script)


def primary_code(declared: str | None) -> str | None:
    """`en` of `en-GB` or `EN_us`; None for anything that is not a language tag."""
    if declared is None:
        return None
    match = re.fullmatch(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]{1,35})?\s*", declared)
    if match is None:
        return None
    code = _OLD_CODES.get(match[1].lower(), match[1].lower())
    return code if len(code) == 2 else None


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
    # A few foreign-script words weigh more than their letters: CJK letters are words, Latin ones are not.
    weighted = {
        name: count * (3 if name in {"Hani", "Kana", "Hang"} else 1) for name, count in counts.items()
    }
    script = max(weighted, key=lambda name: (weighted[name], name))
    return script, counts[script]


@lru_cache(maxsize=4_096)
def _script_of(character: str) -> str | None:
    """None for a character that is not a letter."""
    if _LETTER.match(character) is None:
        return None
    code = ord(character)
    return next((name for low, high, name in _SCRIPTS if low <= code <= high), "Zyyy")


def _arabic_script(text: str) -> str:
    if _URDU_LETTERS.search(text) and len(_URDU_LETTERS.findall(text)) > len(text) * 0.02:
        return "ur"
    return "fa" if len(_FARSI_LETTERS.findall(text)) > len(_ARABIC_LETTERS.findall(text)) else "ar"


LATIN = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "da",
    "no",
    "fi",
    "pl",
    "cs",
    "sk",
    "hu",
    "ro",
    "tr",
    "hr",
    "sl",
    "et",
    "lv",
    "lt",
    "ca",
    "id",
    "vi",
    "sq",
    "is",
    "ga",
    "cy",
    "eu",
    "tl",
    "sw",
    "af",
)
CYRILLIC = ("ru", "uk", "bg", "be", "mk", "sr", "kk", "mn")


def is_plainly_english(text: str) -> bool:
    """Whether English function words settle it, which saves most texts from loading lingua's models.

    Of 726 passages of real articles it is true for 91 % of those that lingua calls English, and for no other.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < ENGLISH_FROM:
        return False
    counts = Counter(word for word in words if word in _ENGLISH)
    return counts.total() >= ENGLISH_SHARE * len(words) and sum(
        counts[word] for word in _ENGLISH_ALONE
    ) >= ENGLISH_ALONE_SHARE * len(words)


def _by_lingua(text: str, script: str) -> str | None:
    codes = {"Latn": LATIN, "Cyrl": CYRILLIC}.get(script)
    if codes is None:
        return None
    found = _detector(codes).detect_language_of(text)
    return None if found is None else str(found.iso_code_639_1.name).lower().replace("nb", "no")


@cache
def _detector(codes: tuple[str, ...]) -> Any:
    """Built on first use: loading the models takes longer than reading most articles."""
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    wanted = [getattr(IsoCode639_1, "NB" if code == "no" else code.upper()) for code in codes]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*wanted)
    # Up to 2.1 the full models take 12 s and 790 MB, and the small ones are right on real articles. Since
    # 2.2 it is the reverse: the full ones load in 10 ms, and the small ones take some English for Polish.
    is_heavy = tuple(map(int, version("lingua-language-detector").split(".")[:2])) < (2, 2)
    return (builder.with_low_accuracy_mode() if is_heavy else builder).build()
