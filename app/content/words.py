"""Count words, in languages with and without spaces between them."""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Soft hyphens, zero-width characters and direction marks: invisible to readers."""
_RUN = re.compile(
    "(?P<wide>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9d\U00020000-\U000323af]+)"
    "|(?P<thai>[\u0e00-\u0e7f]+)|(?P<lao>[\u0e80-\u0eff]+)|(?P<khmer>[\u1780-\u17ff]+)|(?P<burmese>[\u1000-\u109f]+)"
    "|(?P<spaced>[^\\W_\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f\U00020000-\U000323af]"
    "(?:[^\\s\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f\U00020000-\U000323af])*)"
)
CHARACTERS_PER_WORD = {"ja": 2.0, "zh": 1.6, "thai": 5.0, "lao": 5.0, "khmer": 5.5, "burmese": 6.0}
"""Written characters per word where words are not spaced: estimates for running text, meant for lengths
and rates, not for linguistics. Chinese: about 1.6 characters a word in balanced corpora; Japanese: about 2
including kana particles; Thai: about 5 with its vowel and tone signs."""
_HAS_LETTER = re.compile(r"[^\W_]")


def visible(text: str) -> str:
    """`text` in NFKC without invisible characters: texts that look the same count the same."""
    stripped = _INVISIBLE.sub("", text)
    return stripped if stripped.isascii() else unicodedata.normalize("NFKC", stripped)


def words(text: str, language: str | None) -> int:
    """The number of words. `language` (ISO 639-1 or None) only decides how Han characters are counted."""
    clean = visible(text)
    if clean.isascii():
        return sum(1 for token in clean.split() if _HAS_LETTER.search(token))
    spaced = 0
    unspaced: dict[str, int] = {}
    wide = "ja" if language == "ja" or (language != "zh" and _has_kana(clean)) else "zh"
    for match in _RUN.finditer(clean):
        group = match.lastgroup or "spaced"
        if group == "spaced":
            spaced += 1
        else:
            name = wide if group == "wide" else group
            unspaced[name] = unspaced.get(name, 0) + match.end() - match.start()
    return spaced + sum(max(1, round(count / CHARACTERS_PER_WORD[name])) for name, count in unspaced.items())


def _has_kana(text: str) -> bool:
    return re.search("[\u3040-\u30ff]", text) is not None
