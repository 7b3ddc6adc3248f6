"""Cut phrases that say nothing, shorten those that say it twice."""

import re
from collections.abc import Iterator
from functools import cache

from app.domain.content import Block, Document
from app.rewrite.rules.edits import Edit, plain_span, sealed_ranges, touches
from app.rewrite.rules.language import LanguageRules, rules_for
from app.text.sentences import sentences

RULE = "filler"

_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"([^\W\d_]{1,20})\s?$")


def filler_edits(document: Document, block: Block, rules: LanguageRules) -> Iterator[Edit]:
    """Edits that leave every statement as strong as it was."""
    sealed = sealed_ranges(block.text)
    for sentence in sentences(block.text):
        opener = _cut_opener(block.text, sentence.start, sentence.end, rules)
        if opener is not None and not touches(sentence.start, opener[0], sealed):
            yield from _edit(document, block, sentence.start, opener[0], opener[1])
    for match in _wordy(rules.language).finditer(block.text):
        forbidden = rules.not_after.get(match.group().lower(), frozenset())
        before = _LAST_WORD.search(block.text, max(0, match.start() - 30), match.start())
        if touches(match.start(), match.end(), sealed) or (before and before[1].lower() in forbidden):
            continue
        short = rules.replace[match.group().lower()]
        text = _capital(short) if match.group()[0].isupper() else short
        yield from _edit(document, block, match.start(), match.end(), text)


def _edit(document: Document, block: Block, start: int, end: int, text: str) -> Iterator[Edit]:
    span = plain_span(document, block, start, end)
    if span is not None:
        yield Edit(span, text, RULE, block.section_id)


def _cut_opener(text: str, start: int, end: int, rules: LanguageRules) -> tuple[int, str] | None:
    """Where the cut with the word that opens the rest ends, and that word capitalised."""
    lowered = text[start : start + 80].lower()
    for opener in rules.openers:
        if not lowered.startswith(opener):
            continue
        at = start + len(opener)
        word = _WORD.match(text, at + 1, end)
        if word is None or not text[at].isspace():
            return None
        if word.group()[0].isupper():
            return word.end(), word.group()
        known = rules.starters | rules.capitalise | rules.articles | rules.anaphora
        if word.group() in known and text[word.end() : word.end() + 1] in (" ", ",", "'", "’"):
            return word.end(), _capital(word.group())
        return None
    return None


@cache
def _wordy(language: str) -> re.Pattern[str]:
    rules = rules_for(language)
    phrases = sorted(rules.replace, key=len, reverse=True) if rules is not None else []
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, phrases)) + r")(?!\w)", re.IGNORECASE)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
