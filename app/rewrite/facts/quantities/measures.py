"""Units, currencies and rates around a number."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from app.rewrite.facts.quantities.units import Unit, money_unit, unit_table
from app.rewrite.facts.quantities.words import Words
from app.text.phrases import Token, TokenKind

_INCH_COMPANY = frozenset(
    ("wide", "long", "high", "deep", "tall", "thick", "by", "x", "×", ")", ",", "diameter", ".")
)
_LETTERS = frozenset("CF")
"""Degrees only where a space stands before them: `18F` is a name."""
_SLASHES = frozenset("/∕")
_DOLLAR_PREFIXES = frozenset(("US", "A", "AU", "C", "CA", "NZ", "HK", "S", "R"))
_FIRST_YEAR, _LAST_YEAR = 1500, 2100
_WORDS_TOO = frozenset(("ha", "mi", "as", "d", "t", "s", "C", "F", "A", "K", "T", "N", "V", "pp", "x"))
"""Symbols that are words or letters as well: no unit behind a year."""


class UnitAt(NamedTuple):
    unit: Unit
    end: int
    """Index behind the last token."""


def unit_at(
    tokens: Sequence[Token], index: int, words: Words, *, value: Fraction | None = None
) -> UnitAt | None:
    """The unit at a token; a hyphen may join it to the number (`10-year`)."""
    at = index
    if at + 1 < len(tokens) and tokens[at].key == "-" and tokens[at + 1].kind is TokenKind.WORD:
        at += 1
    if at >= len(tokens):
        return None
    named = words.units.at(tokens, at)
    symbol = _symbol(tokens, at, is_joined=at > index or tokens[at].start == tokens[at - 1].end)
    if named is not None and (symbol is None or named[1] > symbol.end):
        if tokens[at].key == "p" and tokens[at].start != tokens[at - 1].end:
            return None
        found = UnitAt(*named)
        return found._replace(
            unit=_cubed(found.unit, tokens, found.end), end=_behind_power(tokens, found.end)
        )
    if symbol is None:
        return None
    is_year = value is not None and _FIRST_YEAR <= value < _LAST_YEAR and value.denominator == 1
    if is_year and tokens[at].text in _WORDS_TOO and tokens[at].start != tokens[at - 1].end:
        return None
    return symbol


def _symbol(tokens: Sequence[Token], at: int, *, is_joined: bool) -> UnitAt | None:
    table = unit_table()
    token = tokens[at]
    text = token.text.replace("μ", "µ")
    for size in (3, 2, 1):
        parts = tokens[at : at + size]
        if len(parts) < size or any(parts[n].start - parts[n - 1].end > 1 for n in range(1, size)):
            continue
        written = text + "".join(part.text for part in parts[1:])
        unit = table.symbols.get(written) or table.money_symbols.get(written)
        if unit is None and written in table.codes:
            unit = money_unit(written)
        if unit is not None:
            if written in _LETTERS and is_joined:
                return None
            if written == "in" and not (is_joined or _is_inch(tokens, at + 1)):
                return None
            return UnitAt(unit, at + size)
    if token.kind is TokenKind.WORD and _looks_like_unit(token.text):
        return UnitAt(Unit(token.text, Fraction(1), token.text), at + 1)
    return None


def _looks_like_unit(text: str) -> bool:
    """A symbol that no table has, by its letter case: `Kw`, `kVAr`."""
    return 2 <= len(text) <= 5 and text.isascii() and text[1:] != text[1:].lower() and not text.isupper()


def _is_inch(tokens: Sequence[Token], at: int) -> bool:
    return at >= len(tokens) or tokens[at].key in _INCH_COMPANY


def _cubed(unit: Unit, tokens: Sequence[Token], end: int) -> Unit:
    if _behind_power(tokens, end) == end:
        return unit
    return unit_table().named(unit.symbol + tokens[end].text)


def _behind_power(tokens: Sequence[Token], end: int) -> int:
    is_power = (
        end < len(tokens) and tokens[end].text in {"²", "³"} and tokens[end].start == tokens[end - 1].end
    )
    return end + 1 if is_power else end


def rate_at(tokens: Sequence[Token], index: int, words: Words, *, has_unit: bool) -> tuple[str, int] | None:
    """What a quantity is measured by: `per day`, `/month`, `a week`, `daily`, `/kg`."""
    if index >= len(tokens):
        return None
    adverb = words.rate_words.at(tokens, index)
    if adverb is not None:
        return adverb
    if tokens[index].key in _SLASHES:
        return _divisor(tokens, index + 1, words, is_slash=True) if has_unit else None
    per = words.per.at(tokens, index)
    if per is None:
        return None
    return _divisor(tokens, per[1], words, is_slash=False)


def _divisor(tokens: Sequence[Token], index: int, words: Words, *, is_slash: bool) -> tuple[str, int] | None:
    """A unit, or with a slash any word (`€5/user`)."""
    if index >= len(tokens) or tokens[index].kind is TokenKind.NUMBER:
        return None
    unit = unit_at(tokens, index, words)
    if unit is not None and not unit.unit.is_money:
        return unit.unit.symbol, unit.end
    if tokens[index].kind is not TokenKind.WORD:
        return None
    is_name = tokens[index].text[:1].isupper() and words.language != "de"
    is_doer = is_name or tokens[index].key in words.one | words.weak  # `por una arqueóloga`
    is_per = is_slash or (tokens[index - 1].key in words.per_any and not is_doer)
    return (tokens[index].key, index + 1) if is_per else None


def money_before(tokens: Sequence[Token], index: int, floor: int) -> tuple[Unit, int] | None:
    """The currency before a number, and the index of its first token."""
    if index <= floor:
        return None
    table, token = unit_table(), tokens[index - 1]
    if token.key == "$" and index - 2 >= floor:
        prefix = tokens[index - 2]
        if prefix.text in _DOLLAR_PREFIXES and prefix.end == token.start:
            return table.money_symbols[f"{prefix.text}$"], index - 2
    unit = table.money_symbols.get(token.text)
    if unit is not None:
        return unit, index - 1
    return (money_unit(token.text), index - 1) if token.text in table.codes else None
