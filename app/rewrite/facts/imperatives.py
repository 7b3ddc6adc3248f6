"""`You must close the valve` and `Close the valve` say the same: sentences that give an order."""

import re
from collections.abc import Iterable

from app.rewrite.facts.wording.lexical import NOUN, VERB, english

_WORD = re.compile(r"[^\W\d_]+")
_CLAUSES = re.compile(r"[,;:]\s+")
_POLITE = {
    "de": re.compile(r"(?:^|[,;:]\s+)[^\W\d_]+en Sie\b"),
    "fr": re.compile(r"(?:^|[,;:]\s+)(?:Ne |N['’])?[^\W\d_]{3,}ez\b", re.IGNORECASE),
}
_FORBIDDING = re.compile(r"(?:^|[,;:]\s+)(?:do not|don['’]t|never|please|always)\s", re.IGNORECASE)


def gives_orders(texts: Iterable[str], language: str) -> bool:
    """Is a clause of these an imperative? English, German and French; False for every other language."""
    if language == "en":
        return any(_opens_with_verb(clause) for text in texts for clause in _CLAUSES.split(text))
    polite = _POLITE.get(language)
    return polite is not None and any(polite.search(text) for text in texts)


def _opens_with_verb(clause: str) -> bool:
    """A bare verb in front, and no noun behind it that could be what it is said of."""
    if _FORBIDDING.match(clause):
        return True
    words = [word.group().casefold() for word in _WORD.finditer(clause, 0, 80)][:2]
    if len(words) < 2:
        return False
    lexical = english()
    first, second = words
    is_verb = lexical.knows(first) and bool(lexical.parts(first) & VERB) and lexical.lemma(first) == first
    return is_verb and (second in _BEHIND_VERBS or not lexical.parts(first) & NOUN)


_BEHIND_VERBS = frozenset(
    {
        "the",
        "a",
        "an",
        "your",
        "it",
        "them",
        "this",
        "that",
        "these",
        "those",
        "all",
        "every",
        "each",
        "any",
        "no",
    }
)
