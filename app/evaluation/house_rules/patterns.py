"""Compiled patterns that cannot hang: every search has a time limit."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import regex

from app.evaluation.house_rules.go_patterns import translated
from app.evaluation.house_rules.rule import Refused
from app.evaluation.house_rules.time_limit import OutOfTime, TimeLimit

EXCEPTION_SECONDS = 0.2
"""One search in the few words of a match."""

Match = re.Match[str]
"""What a search returns; the matches of `re` and `regex` are alike."""


class Pattern:
    """A pattern of a rule. Each search raises OutOfTime when the limit is reached."""

    def __init__(self, written: str) -> None:
        """Raises Refused for what cannot be translated or compiled."""
        self.written = written
        self._compiled = _compiled(written)

    def find_all(self, text: str, limit: TimeLimit) -> Iterator[Match]:
        """Every match that is not empty, in order."""
        found = self._compiled.finditer(text, timeout=limit.left())
        while True:
            try:
                match = next(found, None)
            except TimeoutError:
                raise OutOfTime from None
            if match is None:
                return
            if match.end() > match.start():
                yield match

    def occurs_in(self, text: str, limit: TimeLimit) -> bool:
        try:
            return self._compiled.search(text, timeout=limit.left()) is not None
        except TimeoutError:
            raise OutOfTime from None

    def is_whole(self, text: str, limit: TimeLimit) -> bool:
        try:
            return self._compiled.fullmatch(text, timeout=limit.left()) is not None
        except TimeoutError:
            raise OutOfTime from None

    def replaced(self, text: str, replacement: str, limit: TimeLimit) -> str:
        """The text with `$1` and the like of the replacement filled in from the match."""
        try:
            match = self._compiled.search(text, timeout=limit.left())
        except TimeoutError:
            raise OutOfTime from None
        if match is None:
            return text
        filled: str = _DOLLAR.sub(lambda mark: _group(match, mark[1] or mark[2]), replacement)
        return text[: match.start()] + filled + text[match.end() :]


_DOLLAR = re.compile(r"\$(?:\{(\w+)\}|(\d+))")


def _group(match: Match, name: str) -> str:
    try:
        return match[int(name) if name.isdigit() else name] or ""
    except IndexError:
        return ""


@lru_cache(maxsize=4096)
def _compiled(written: str) -> regex.Pattern[str]:
    try:
        return regex.compile(translated(written), regex.VERSION1)
    except regex.error as error:
        raise Refused(f"its pattern cannot be read: {error}") from None
    except (RecursionError, OverflowError):
        raise Refused("its pattern is nested too deeply") from None


def one_of(words: Iterable[str], *, ignore_case: bool, word_bounds: bool) -> str:
    """The pattern that Vale makes of a list of tokens."""
    alternatives = "|".join(words)
    inner = rf"\b(?:{alternatives})\b" if word_bounds else f"(?:{alternatives})"
    return ("(?i)" if ignore_case else "") + "(?m)" + inner


def exceptions_of(words: Iterable[str]) -> Pattern | None:
    """What a match must not hold; None where there are no exceptions. The longest alternative comes first."""
    ordered = sorted(dict.fromkeys(words), key=len, reverse=True)
    if not ordered:
        return None
    cased = [word if word.startswith("(?i)") else f"(?-i){word}" for word in ordered]
    return Pattern(one_of([f"(?:{word})" for word in cased], ignore_case=False, word_bounds=True))
