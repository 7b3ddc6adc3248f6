"""The language of a text: what is read decides, a declaration breaks ties."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from typing import Any

from app.content.scripts import ONE_LANGUAGE, WRITTEN_IN, dominant_script, script_beside_latin
from app.content.small_words import plain_language

SAMPLE = 2000
"""Characters of prose examined, taken from all over a document."""
PASSAGE = 330
"""Characters of one passage, which is read by itself: some pages are in two languages."""
LINGUA_SAMPLE = 1000
"""Characters shown to lingua: on real articles it answers as with 2,000, in two thirds of the time."""
MIN_LETTERS = 20
"""Shorter texts are recognised by their script alone, and in Latin script not at all."""
DECLARED_UPTO = 60
"""Letters below which a declaration that fits the script is believed."""
TIE = 0.1
"""Probability from which the declared language is still in the running."""
SURE = 0.6
"""Probability from which lingua's first language counts against a declaration."""

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
_FARSI_LETTERS = re.compile("[پچژگکی]")
_ARABIC_LETTERS = re.compile("[يةىكأإ]")
_URDU_LETTERS = re.compile("[ٹڈڑںےہ]")
LATIN = (
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "sk", "hu", "ro",
    "tr", "hr", "sl", "et", "lv", "lt", "ca", "id", "vi", "sq", "is", "ga", "cy", "eu", "tl", "sw",
    "af",
)  # fmt: skip
CYRILLIC = ("ru", "uk", "bg", "be", "mk", "sr", "kk", "mn")
GUESSED_FROM = 150
"""Letters from which lingua may contradict a declaration: of 80 letters of English it makes Turkish."""
_KNOWN = {"Latn": LATIN, "Cyrl": CYRILLIC}
"""What lingua is asked to tell apart, by script."""


def recognise(text: str, declared: str | None) -> str | None:
    """ISO 639-1 code of `text`; None where neither the text nor the declaration settles it.

    Script and small words are looked at first; lingua, restricted to the languages of the script, only where
    they do not settle it. A page that declares `lang="en"` over German or Japanese is German or Japanese; in
    a text too short to tell, or where the declared language is as likely, the declaration counts.
    """
    sample = text[:SAMPLE]
    script, letters = dominant_script(sample)
    claimed = primary_code(declared)
    if script == "Latn" and not sample.isascii():
        beside = script_beside_latin(sample)
        if beside is not None and plain_language(sample) is None:
            script, letters = beside
    if claimed is not None and (letters == 0 or script is None):
        return claimed
    if script is None or letters < 2:
        return None
    fits = claimed is not None and script in WRITTEN_IN.get(claimed, {"Latn"})
    known = _KNOWN.get(script)
    if known is None or (fits and letters < DECLARED_UPTO):
        return claimed if fits else _by_script(script, sample)
    if letters < MIN_LETTERS:
        return None
    plain = _by_passages(sample, claimed) if script == "Latn" else None
    if plain is not None:
        return plain
    if fits and (claimed not in known or letters < GUESSED_FROM):
        return claimed
    return _by_lingua(sample[:LINGUA_SAMPLE], known, claimed if fits else None)


def primary_code(declared: str | None) -> str | None:
    """`en` of `en-GB` or `EN_us`; None for anything that is not a language tag."""
    if declared is None:
        return None
    match = re.fullmatch(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]{1,35})?\s*", declared)
    if match is None:
        return None
    code = _OLD_CODES.get(match[1].lower(), match[1].lower())
    return code if len(code) == 2 else None


def _by_script(script: str, text: str) -> str | None:
    return _arabic_script(text) if script == "Arab" else ONE_LANGUAGE.get(script)


def _by_passages(text: str, claimed: str | None) -> str | None:
    """The language of most of the passages whose small words tell it, if these are a third of the text."""
    votes: Counter[str] = Counter()
    for passage in _passages(text):
        found = plain_language(passage)
        if found is not None:
            votes[found] += len(passage)
    if votes and votes.keys() == {claimed}:
        return claimed
    if 3 * votes.total() < len(text):
        return None
    first = max(votes, key=lambda language: (votes[language], language == claimed, language))
    return first if 2 * votes[first] > votes.total() or first == claimed else None


def _passages(text: str) -> Iterator[str]:
    """Lines, joined until they are long enough to tell something."""
    passage = ""
    for line in text.split("\n"):
        passage = f"{passage} {line}" if passage else line
        if len(passage) >= PASSAGE / 2:
            yield passage
            passage = ""
    if passage:
        yield passage


def _arabic_script(text: str) -> str:
    if _URDU_LETTERS.search(text) and len(_URDU_LETTERS.findall(text)) > len(text) * 0.02:
        return "ur"
    return "fa" if len(_FARSI_LETTERS.findall(text)) > len(_ARABIC_LETTERS.findall(text)) else "ar"


def _by_lingua(text: str, known: tuple[str, ...], claimed: str | None) -> str | None:
    values = _detector(known).compute_language_confidence_values(text)
    shares = {
        str(each.language.iso_code_639_1.name).lower().replace("nb", "no"): each.value for each in values
    }
    first = max(shares, key=lambda language: shares[language], default=None)
    if first is None or (claimed is None and shares[first] == 0):
        return claimed
    if claimed is not None and (shares.get(claimed, 0) >= TIE or shares[first] < SURE):
        return claimed
    return first


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
