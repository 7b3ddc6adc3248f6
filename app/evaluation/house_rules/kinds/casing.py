"""Title case and sentence case of a heading, word by word."""

import re
from collections.abc import Sequence

from app.evaluation.house_rules.patterns import Pattern
from app.evaluation.house_rules.rule import Refused
from app.evaluation.house_rules.time_limit import TimeLimit

_PART = re.compile(r"[^\W_][^\s/-]*")
"""What one capital belongs to: `Built-In` has two."""
_WORD = r"[\p{N}\p{L}*]+[^\s]*"
_NUMBER = re.compile(r"\d+\.")
SMALL = frozenset("a an and as at but by en for if in nor of on or per the to vs vs. via v v.".split())  # noqa: SIM905
"""Lower case inside a title, by the AP Stylebook."""
PREPOSITIONS = frozenset(
    """
    with from into during including until against among throughout despite towards upon concerning about
    over through before between after since without under within along following across beyond around down
    near above
    """.split()  # noqa: SIM905
)
"""Lower case inside a title, by the Chicago Manual of Style, which keeps every preposition small."""


class Casing:
    """Compares a heading with its form in title or sentence case."""

    def __init__(
        self,
        *,
        exceptions: Pattern | None,
        words: Sequence[str],
        indicators: Sequence[str] = (),
        prefix: str = "",
        small: frozenset[str] = SMALL,
    ) -> None:
        self._exceptions = exceptions
        self._kept = [(word, _pattern(word)) for word in words]
        self._exact = {word.casefold(): word for word in words}
        self._indicators = tuple(indicators)
        self._prefix = Pattern(prefix) if prefix else None
        self._small = small
        listed = "" if exceptions is None else exceptions.written + "|"
        self._tokens = Pattern(listed + _WORD)
        joined = "|".join(sorted(words, key=len, reverse=True))
        self._sentence_tokens = Pattern(rf"(?i)\b(?:{joined})\b|{_WORD}" if words else f"(?i){_WORD}")

    def title(self, text: str, limit: TimeLimit) -> str:
        prefix, rest = self._without_prefix(text, limit)
        parts, position = [prefix], 0
        for match in _PART.finditer(rest):
            parts.append(rest[position : match.start()])
            parts.append(self._titled(rest, match, limit))
            position = match.end()
        return "".join([*parts, rest[position:]])

    def _titled(self, text: str, match: re.Match[str], limit: TimeLimit) -> str:
        word, start, end = match[0], match.start(), match.end()
        kept = self._as_listed(word, limit)
        if kept is not None:
            return kept
        is_outer = start == 0 or end == len(text)
        before, further = text[start - 1 : start], text[max(0, start - 2) : max(0, start - 1)]
        is_inside = before in (" ", "-", "/") and further not in (":", "-")
        is_joined = text[end : end + 1] == "-" and before != "-"
        if word.lower() in self._small and not is_outer and is_inside and not is_joined:
            # An infinitive's "to" is large in some houses; who wrote it either way knew why.
            return word if word.lower() == "to" else word.lower()
        return word[:1].upper() + word[1:]

    def sentence(self, text: str, limit: TimeLimit) -> str:
        prefix, rest = self._without_prefix(text, limit)
        made: list[str] = []
        previous = ""
        for number, match in enumerate(self._sentence_tokens.find_all(rest, limit)):
            token = match[0]
            kept = self._as_listed(token, limit)
            if kept is not None:
                made.append(kept)
            elif number == 0 or self._opens(previous, number - 1):
                made.append(token[:1].upper() + token[1:].lower())
            else:
                made.append(token.lower())
            previous = token
        return prefix + " ".join(made)

    def _opens(self, previous: str, number: int) -> bool:
        """The word before asks for a capital: a colon, say, or the number of a section."""
        if self._indicators and previous.endswith(self._indicators):
            return True
        return number == 0 and _NUMBER.search(previous) is not None

    def share_met(self, text: str, expected: str, limit: TimeLimit, *, by_sentence: bool) -> float:
        """The share of words, 0 to 1, that are written as expected; 0 where the first word fails."""
        wanted = [match[0] for match in self._tokens.find_all(expected, limit)]
        met = words = 0
        for number, match in enumerate(self._tokens.find_all(text, limit)):
            word = match[0]
            is_met = number >= len(wanted) or word == wanted[number] or self._is_exception(word, limit)
            if not is_met and by_sentence and number == 0 and word != word.lower().title():
                return 0.0
            met += is_met or (not by_sentence and word == word.upper())
            words += 1
        return met / words if words else 1.0

    def _is_exception(self, word: str, limit: TimeLimit) -> bool:
        return self._exceptions is not None and self._exceptions.occurs_in(word, limit)

    def _as_listed(self, word: str, limit: TimeLimit) -> str | None:
        exact = self._exact.get(word.casefold())
        if exact is not None:
            return exact
        matches = any(pattern is not None and pattern.occurs_in(word, limit) for _, pattern in self._kept)
        return word if matches else None

    def _without_prefix(self, text: str, limit: TimeLimit) -> tuple[str, str]:
        for match in self._prefix.find_all(text, limit) if self._prefix is not None else ():
            if match.start() == 0:
                return match[0], text[match.end() :]
            break
        return "", text


def _pattern(word: str) -> Pattern | None:
    try:
        return Pattern(word)
    except Refused:
        return None
