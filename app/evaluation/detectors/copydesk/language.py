"""Is this the language the detector learnt? English is recognised by its smallest words, for free."""

from functools import cache
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from app.domain.content import Document
from app.evaluation.detectors.copydesk.keys import Keys
from app.evaluation.detectors.copydesk.tokens import Tokens

if TYPE_CHECKING:
    from lingua import LanguageDetector

ENGLISH_SHARE = 0.18
"""English prose has 30 to 50 % of these words; other languages in Latin letters stay under 10 %."""
_SMALLEST = (
    "the of and to in a is that for it with as was be by this are from or an not have at which but has had "
    "were they their his he she you we i my your our its can will would there if what when who all more "
    "about so no"
)


def is_english(tokens: Tokens, smallest: Keys) -> bool:
    words = tokens.words[tokens.is_word][:2000]
    small = int(np.count_nonzero(smallest.indexes(words) >= 0))
    return len(words) > 0 and small >= ENGLISH_SHARE * len(words)


def smallest_words() -> Keys:
    return Keys(np.array(sorted(crc32(word.encode()) for word in _SMALLEST.split()), dtype=np.uint32))


def foreign_language(document: Document, sample: str) -> str | None:
    """Name of the language of a text that is not English, `an unknown language` where nobody can tell.

    None where it is English after all: lists, titles and terms have few small words.
    """
    if document.language is not None:
        return None if document.language == "en" else _name_of(document.language)
    found = _recogniser().detect_language_of(sample[:1000])
    if found is None:
        return "an unknown language"
    return None if found.iso_code_639_1.name == "EN" else _titled(found.name)


def _name_of(code: str) -> str:
    """`Persian` for `fa`; a code that has no name here stays as it is."""
    from lingua import IsoCode639_1, Language

    known = getattr(IsoCode639_1, code.upper(), None)
    return code if known is None else _titled(Language.from_iso_code_639_1(known).name)


def _titled(name: str) -> str:
    return name.replace("_", " ").title()


@cache
def _recogniser() -> "LanguageDetector":
    """Built when first needed: only texts that are neither English nor declared ask for it."""
    from lingua import LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_all_languages().with_low_accuracy_mode().build()
