"""All quantities of a sentence, in reading order: one pass, each token looked at by its first word."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from app.rewrite.facts.quantities.amounts import amount_at, frequency_at, multiple_at
from app.rewrite.facts.quantities.cjk import cjk_quantities
from app.rewrite.facts.quantities.cjk_words import CJK_LANGUAGES
from app.rewrite.facts.quantities.clock import time_at
from app.rewrite.facts.quantities.codes import (
    code_value,
    has_leading_zero,
    is_labelled,
    is_named_version,
    phone_at,
    ratio_at,
    version_at,
)
from app.rewrite.facts.quantities.dates import date_at
from app.rewrite.facts.quantities.found import Found
from app.rewrite.facts.quantities.measures import unit_at
from app.rewrite.facts.quantities.model import Quantity, QuantityKind
from app.rewrite.facts.quantities.parts import append_part
from app.rewrite.facts.quantities.periods import ordinal_at, period_at
from app.rewrite.facts.quantities.surroundings import dressed
from app.rewrite.facts.quantities.units import money_unit, unit_table
from app.rewrite.facts.quantities.words import Words, words_for
from app.text.numerals import number_value
from app.text.phrases import Token, TokenKind, tokens_of

_REMEMBERED = 2048
"""Sentences: what did not change is read once, and again by the operators."""


def quantities(sentence: str, language: str) -> list[Quantity]:
    """Every quantity with its canonical value, as objects of their own: equal ones differ by identity.

    Linear in the length; never fails on odd input.
    """
    return [replace(quantity) for quantity in _scanned(sentence, language)]


@lru_cache(maxsize=_REMEMBERED)
def _scanned(sentence: str, language: str) -> tuple[Quantity, ...]:
    if language in CJK_LANGUAGES:
        return tuple(cjk_quantities(sentence, language))
    words = words_for(language)
    tokens = tokens_of(sentence, language)
    found: list[Quantity] = []
    at, floor = 0, 0
    while at < len(tokens):
        one = _found_at(tokens, at, sentence, words, floor=floor)
        if one is None:
            at += 1
            continue
        quantity, end = dressed(tokens, one, sentence, words, floor=floor)
        append_part(found, quantity, sentence, words)
        at = floor = max(end, at + 1)
    return tuple(found)


def _found_at(tokens: Sequence[Token], at: int, text: str, words: Words, *, floor: int) -> Found | None:
    token = tokens[at]
    if at == 0 and token.kind is TokenKind.NUMBER and _is_list_mark(tokens, words):
        return None
    match token.kind:
        case TokenKind.NUMBER:
            return _digits_at(tokens, at, text, words, floor=floor)
        case TokenKind.CODE:
            return _code(tokens, at, words)
        case TokenKind.WORD:
            if words.may_start(token.key):
                return _word_at(tokens, at, text, words, floor=floor)
            is_roman = token.text[0] in "IVXLCDM" and (token.text.isupper() or token.text[:2].isupper())
            return period_at(tokens, at, words) or ordinal_at(tokens, at, words) if is_roman else None
        case TokenKind.MARK:
            return (
                amount_at(tokens, at, words, floor=floor)
                if token.key == "." or token.text.isnumeric()
                else None
            )
        case _:
            return None


def _is_list_mark(tokens: Sequence[Token], words: Words) -> bool:
    """`3)` or `3.` that opens a line: the order of a list is compared elsewhere."""
    return (
        len(tokens) > 2
        and tokens[0].text.isdecimal()
        and tokens[1].key in {")", "."}
        and tokens[1].start == tokens[0].end
        and tokens[2].start > tokens[1].end
        and (tokens[1].key == ")" or tokens[2].text[0].isupper())
        and tokens[2].key not in words.months
        and tokens[2].key not in words.century | words.quarter
    )


def _digits_at(tokens: Sequence[Token], at: int, text: str, words: Words, *, floor: int) -> Found | None:
    found = (
        date_at(tokens, at, text, words)
        or phone_at(tokens, at, text)
        or version_at(tokens, at, text, words)
        or time_at(tokens, at, text, words)
        or period_at(tokens, at, words)
        or ordinal_at(tokens, at, words)
        or ratio_at(tokens, at)
    )
    if found is not None:
        return found
    token = tokens[at]
    if has_leading_zero(token) or is_labelled(tokens, at, words):
        return _code(tokens, at, words)
    found = amount_at(tokens, at, words, floor=floor)
    if found is None:
        return _code(tokens, at, words)
    is_bare = not found.unit and not found.rate and found.high is None and found.end == at + 1
    if is_bare and found.precision > 0 and is_named_version(tokens, at, found.precision):
        return _code(tokens, at, words)
    if is_bare and _runs_on(tokens, at):
        return _code(tokens, at, words)
    return _with_era(tokens, found, words)


def _runs_on(tokens: Sequence[Token], at: int) -> bool:
    """Letters that are no unit touch the digits: `1080p`, `5G`, `3D`."""
    return (
        at + 1 < len(tokens)
        and tokens[at + 1].kind in (TokenKind.WORD, TokenKind.CODE)
        and (tokens[at + 1].start == tokens[at].end)
        and tokens[at].text.isascii()
    )


def _code(tokens: Sequence[Token], at: int, words: Words) -> Found:
    """As written, with what touches it."""
    token = tokens[at]
    if token.kind is TokenKind.CODE:
        if len(token.text) == 2 and token.key[0] == "q" and token.key[1] in "1234":
            return Found(QuantityKind.PERIOD, f"quarter-{token.key[1]}", at, at + 1)
        money = _money_code(token, words)
        if money is not None:
            return Found(QuantityKind.NUMBER, money[0], at, at + 1, unit=money[1])
    end, written = at + 1, token.text
    while (
        end < len(tokens)
        and tokens[end].start == tokens[end - 1].end
        and (
            tokens[end].kind in (TokenKind.WORD, TokenKind.CODE, TokenKind.NUMBER)
            or (
                tokens[end].key in "-_/+."
                and end + 1 < len(tokens)
                and tokens[end + 1].start == tokens[end].end
                and tokens[end + 1].kind is not TokenKind.MARK
            )
        )
    ):
        written += tokens[end].text
        end += 1
    return Found(QuantityKind.CODE, code_value(written), at, end)


def _money_code(token: Token, words: Words) -> tuple[Fraction, str] | None:
    """`EUR5`."""
    code, digits = token.text[:3], token.text[3:]
    if code not in unit_table().codes or not digits.replace(".", "").replace(",", "").isdecimal():
        return None
    value = number_value(digits, language=words.language)
    return None if value is None else (Fraction(value), money_unit(code).base)


def _with_era(tokens: Sequence[Token], found: Found, words: Words) -> Found:
    era = words.before_christ.at(tokens, found.end)
    if era is None or found.unit or not isinstance(found.value, Fraction):
        return found
    return found._replace(value=-found.value, end=era[1], unit="BC")


def _word_at(tokens: Sequence[Token], at: int, text: str, words: Words, *, floor: int) -> Found | None:
    bound = words.bounds.at(tokens, at)
    if bound is not None and bound[1] > at + 1:
        return None  # `un minimum de`: the number comes behind
    return (
        time_at(tokens, at, text, words)
        or date_at(tokens, at, text, words)
        or period_at(tokens, at, words)
        or multiple_at(tokens, at, words)
        or _decade(tokens, amount_at(tokens, at, words, floor=floor), words)
        or frequency_at(tokens, at, words)
        or ordinal_at(tokens, at, words)
        or _vague(tokens, at, words)
        or _one_unit(tokens, at, words)
    )


def _decade(tokens: Sequence[Token], found: Found | None, words: Words) -> Found | None:
    """`les années quatre-vingt-dix`."""
    if found is None or not found.start or tokens[found.start - 1].key not in words.decade_before:
        return found
    is_decade = isinstance(found.value, Fraction) and 10 <= found.value <= 90 and found.value % 10 == 0
    if not is_decade or found.unit:
        return found
    return Found(QuantityKind.PERIOD, f"decade-{found.value}", found.start, found.end)


def _vague(tokens: Sequence[Token], at: int, words: Words) -> Found | None:
    key = tokens[at].key
    unit = unit_at(tokens, at + 1, words) if at + 1 < len(tokens) else None
    if key in words.vague:
        return Found(QuantityKind.VAGUE, key, at, at + 1)
    if key not in words.vague_before_unit or unit is None:
        return None
    return Found(QuantityKind.VAGUE, key, at, unit.end, unit=unit.unit.symbol)


def _one_unit(tokens: Sequence[Token], at: int, words: Words) -> Found | None:
    """`a week`, `an hour`: one of it, if it is counted at all."""
    if tokens[at].key not in words.one or (at + 1 < len(tokens) and tokens[at + 1].kind is TokenKind.MARK):
        return None
    unit = unit_at(tokens, at + 1, words) if at + 1 < len(tokens) else None
    if unit is None or not unit.unit.base:
        return None
    end, rate = unit.end, ""
    ago = words.ago.at(tokens, end)
    if ago is not None:
        end, rate = ago[1], "ago"
    is_weak = ago is None
    return Found(
        QuantityKind.NUMBER,
        unit.unit.factor,
        at,
        end,
        unit=unit.unit.base,
        rate=rate,
        is_weak=is_weak,
        symbol=unit.unit.symbol,
    )
