"""Which sentences are rules in force: contracts, licences, standards. Their length is not for an editor.

To split such a sentence, or to break such a paragraph, may change what it binds.
"""

import re

from app.domain.content import Document
from app.evaluation.aeo.read_sentences import Sentence

_KEYWORD = re.compile(r"\b(?:SHALL|MUST|SHOULD|MAY|REQUIRED)\b")
"""In capitals, as RFC 2119 defines them."""
_LEGAL = re.compile(
    r"\b(?:(?:this|the above|such) (?:licen[cs]e|agreement|copyright notice)|licensors?|licensees?|hereby"
    r"|hereunder|herein|hereof|notwithstanding|pursuant to|indemnif\w{1,6}|diese[rs]? (?:lizenz|vertrag)s?"
    r"|hiermit|la présente licence)\b",
    re.IGNORECASE,
)
_MANY = 10
_SHARE = 0.03


def binding_sections(sentences: tuple[Sentence, ...], document: Document) -> frozenset[str]:
    """Ids of the sections that state rules: those with a legal phrase, all of them where keywords abound."""
    bound = [sentence for sentence in sentences if _KEYWORD.search(sentence.text) is not None]
    if len(bound) >= max(_MANY, _SHARE * len(sentences)):
        return frozenset(section.id for section in document.sections) | {
            sentence.block.section_id for sentence in sentences
        }
    return frozenset(
        sentence.block.section_id for sentence in sentences if _LEGAL.search(sentence.text) is not None
    )


def is_binding(sentence: Sentence) -> bool:
    """Whether this sentence states a rule by itself."""
    return _KEYWORD.search(sentence.text) is not None
