"""The words around a number, loaded once from `figures.toml` and turned into look-up tables."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class JoinedWords:
    """Words of scripts that put no space after a number; the longest match wins."""

    meaning: dict[str, str]
    longest: int
    first: frozenset[str]
    """The characters that such a word begins with; most offsets are settled by this check alone."""
    last: frozenset[str]

    def after(self, text: str, offset: int) -> tuple[str, int] | None:
        """The meaning of the word that starts at `offset`, and where it ends."""
        if offset >= len(text) or text[offset] not in self.first:
            return None
        for length in range(min(self.longest, len(text) - offset), 0, -1):
            found = self.meaning.get(text[offset : offset + length])
            if found is not None:
                return found, offset + length
        return None

    def ends_at(self, text: str, offset: int) -> int | None:
        """Where the word that ends just before `offset` starts."""
        if not offset or text[offset - 1] not in self.last:
            return None
        for length in range(min(self.longest, offset), 0, -1):
            if text[offset - length : offset] in self.meaning:
                return offset - length
        return None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    percent: frozenset[str]
    percent_joined: JoinedWords
    percent_before: JoinedWords
    scale: dict[str, Decimal]
    scale_joined: JoinedWords
    money: dict[str, str]
    money_symbols: JoinedWords
    money_joined: JoinedWords
    measure: dict[str, str]
    measure_joined: JoinedWords
    months: dict[str, int]
    labels: frozenset[str]
    labels_joined: JoinedWords
    decimal_comma: frozenset[str]
    unit_joined_first: frozenset[str]
    """The characters that a percent, money or measure word of those scripts begins with."""
    before_last: frozenset[str]
    """The characters that what stands before a number and gives it its unit ends with."""


def _joined(pairs: dict[str, str]) -> JoinedWords:
    first, last = frozenset(word[0] for word in pairs), frozenset(word[-1] for word in pairs)
    return JoinedWords(pairs, max(map(len, pairs)), first, last)


@cache
def vocabulary() -> Vocabulary:
    raw: dict[str, Any] = tomllib.loads(
        files("app.text").joinpath("figures.toml").read_text(encoding="utf-8")
    )
    symbols = dict(raw["money"]["symbols"])
    money_symbols = _joined(symbols | {symbol.upper(): unit for symbol, unit in symbols.items()})
    percent_before = _joined(dict.fromkeys(raw["percent"]["before"], "%"))
    percent_joined = _joined(dict.fromkeys(raw["percent"]["joined"], "%"))
    money_joined = _joined(dict(raw["money"]["joined"]))
    measure_joined = _joined(dict(raw["measure"]["joined"]))
    return Vocabulary(
        percent=frozenset(raw["percent"]["spaced"]),
        percent_joined=percent_joined,
        percent_before=percent_before,
        scale={word: Decimal(factor) for word, factor in raw["scale"]["spaced"]},
        scale_joined=_joined(dict(raw["scale"]["joined"])),
        money=dict(raw["money"]["spaced"]) | symbols,
        money_symbols=money_symbols,
        money_joined=money_joined,
        measure=dict(raw["measure"]["spaced"]),
        measure_joined=measure_joined,
        months={word: int(month) for month, words in raw["months"].items() for word in words},
        labels=frozenset(raw["labels"]["before"]),
        labels_joined=_joined(dict.fromkeys(raw["labels"]["joined"], "")),
        decimal_comma=frozenset(raw["languages"]["decimal_comma"]),
        unit_joined_first=percent_joined.first | money_joined.first | measure_joined.first,
        before_last=money_symbols.last | percent_before.last,
    )
