"""What metric rules count: words, sentences, syllables and the like of a whole text."""

import re

from app.evaluation.house_rules.passage import Passage
from app.text.sentences import sentences

BLOCKS = (
    "pre",
    "list",
    "blockquote",
    "heading_h1",
    "heading_h2",
    "heading_h3",
    "heading_h4",
    "heading_h5",
    "heading_h6",
)
NAMES = frozenset(
    {
        *BLOCKS,
        "characters",
        "complex_words",
        "long_words",
        "paragraphs",
        "polysyllabic_words",
        "sentences",
        "syllables",
        "words",
    }
)
LONG = 6
"""Letters; a word with more counts as long (Björnsson's LIX, 1968)."""

_WORD = re.compile(r"(?:[A-Z]\.){2,20}|(?:[^\W_]|')+")
_VOWELS = re.compile(r"[aeiouyäöüáéíóúàèìòùâêîôû]+")
_SILENT = re.compile(r"(?:[^laeiouy]|^)(?:e|es|ed)$|[^aeiouydt]ed$")
_SPLIT = re.compile(r"i[aou](?!n$|ns$)|[aeiouy]ing|eo(?!u)|[^q]ua|uou")


def counts_of(passage: Passage) -> dict[str, float]:
    """The counts by the names that formulas use; all 0 for an empty text."""
    counts: dict[str, float] = dict.fromkeys(NAMES, 0.0)
    counts.update({name: float(number) for name, number in passage.counts.items() if name in NAMES})
    for paragraph in passage.text.split("\n\n"):
        if not paragraph.strip():
            continue
        counts["paragraphs"] += 1
        counts["sentences"] += len(sentences(paragraph.replace("\n", " ")))
        for match in _WORD.finditer(paragraph):
            _count_word(match[0], counts)
    counts["sentences"] = max(1.0, counts["sentences"])
    return counts


def _count_word(word: str, counts: dict[str, float]) -> None:
    number = syllables(word)
    is_ending = len(word) > 3 and word.endswith(("es", "ed", "ing"))
    counts["words"] += 1
    counts["characters"] += sum(character.isalnum() for character in word)
    counts["syllables"] += number
    counts["long_words"] += len(word) > LONG
    counts["polysyllabic_words"] += number > 2
    counts["complex_words"] += number - is_ending > 2


def syllables(word: str) -> int:
    """Estimated from the vowels of an English word; at least one."""
    lower = word.lower()
    number = len(_VOWELS.findall(lower)) + len(_SPLIT.findall(lower))
    if number > 1 and _SILENT.search(lower):
        number -= 1
    return max(1, number)
