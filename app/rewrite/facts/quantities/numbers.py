"""A number at a token: digits by the language's separators, fractions, exponents, number words."""

import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from app.rewrite.facts.quantities.found import NumberAt
from app.rewrite.facts.quantities.number_words import number_in_words
from app.rewrite.facts.quantities.words import Words
from app.text.numerals import number_value
from app.text.phrases import Token, TokenKind

MAX_DIGITS = 40
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_SLASHES = frozenset("/⁄")
_TIMES = frozenset("×x·*")
_MAX_EXPONENT = 60
_MAX_DENOMINATOR = 16


def number_at(tokens: Sequence[Token], index: int, words: Words) -> NumberAt | None:
    token = tokens[index]
    if token.kind is TokenKind.NUMBER:
        found = _in_digits(tokens, index, words)
    elif token.kind is TokenKind.WORD:
        found = number_in_words(tokens, index, words)
    elif token.kind is TokenKind.MARK:
        found = _marked(tokens, index)
    else:
        return None
    return None if found is None else _scaled(tokens, found, words)


def is_joined(tokens: Sequence[Token], index: int) -> bool:
    """Does the token touch the one before it?"""
    return 0 < index < len(tokens) and tokens[index].start == tokens[index - 1].end


def _in_digits(tokens: Sequence[Token], index: int, words: Words) -> NumberAt | None:
    token = tokens[index]
    raw = token.text
    if len(raw) > MAX_DIGITS:
        return None
    value = number_value(raw, language=words.language)
    if value is None:
        return None
    number = NumberAt(Fraction(value), index, index + 1, precision=_precision(value))
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None:
        return number
    power = _powered(tokens, number)
    if power is not None:
        return power
    if following.key in _TIMES and index + 2 < len(tokens) and tokens[index + 2].text == "10":
        power = _powered(tokens, NumberAt(Fraction(10), index + 2, index + 3))
        if power is not None:
            return number._replace(value=number.value * power.value, end=power.end, precision=-1)
    return _with_fraction(tokens, number)


def _powered(tokens: Sequence[Token], number: NumberAt) -> NumberAt | None:
    """`10⁻⁹`, `10^9`."""
    at = number.end
    if at >= len(tokens):
        return None
    if tokens[at].kind is TokenKind.SUPERSCRIPT and is_joined(tokens, at):
        return _power(number, int(tokens[at].text.translate(_SUPERSCRIPTS)), at + 1)
    if tokens[at].key != "^" or at + 1 >= len(tokens):
        return None
    is_negative = tokens[at + 1].key in "-−"
    last = at + 2 if is_negative else at + 1
    if last >= len(tokens) or not tokens[last].text.isdecimal() or len(tokens[last].text) > 2:
        return None
    exponent = int(tokens[last].text)
    return _power(number, -exponent if is_negative else exponent, last + 1)


def _precision(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _power(number: NumberAt, exponent: int, end: int) -> NumberAt | None:
    if abs(exponent) > _MAX_EXPONENT or number.value == 0 or abs(number.value) > 1000:
        return None
    return number._replace(value=number.value**exponent, end=end, precision=-1)


def _with_fraction(tokens: Sequence[Token], number: NumberAt) -> NumberAt:
    """`1½`, `1 1/2`, `1/2`; a slash between larger numbers is no fraction."""
    index = number.end
    following = tokens[index]
    character = _character_value(following)
    if character is not None:
        return number._replace(value=number.value + character, end=index + 1, precision=-1)
    if following.kind is TokenKind.NUMBER:
        part = _slashed(tokens, index)
        if part is not None and number.precision == 0 and not is_joined(tokens, index):
            return number._replace(value=number.value + part, end=index + 3, precision=-1)
    part = _slashed(tokens, number.start)
    if part is not None:
        return number._replace(value=part, end=number.start + 3, precision=-1)
    return number


def _slashed(tokens: Sequence[Token], index: int) -> Fraction | None:
    if index + 2 >= len(tokens) or tokens[index + 1].key not in _SLASHES:
        return None
    top, bottom = tokens[index].text, tokens[index + 2].text
    if not (
        top.isdecimal()
        and bottom.isdecimal()
        and is_joined(tokens, index + 1)
        and is_joined(tokens, index + 2)
    ):
        return None
    if len(top) > 2 or len(bottom) > 3 or int(bottom) <= 1 or not 0 < int(top) < int(bottom):
        return None
    if int(bottom) > _MAX_DENOMINATOR and int(bottom) not in (20, 50, 100):
        return None
    is_longer = index + 3 < len(tokens) and tokens[index + 3].key in "/-" and is_joined(tokens, index + 3)
    return None if is_longer else Fraction(int(top), int(bottom))


def _character_value(token: Token) -> Fraction | None:
    if len(token.text) != 1 or not token.text.isnumeric() or token.text.isdecimal():
        return None
    if "FRACTION" not in unicodedata.name(token.text, ""):
        return None
    return Fraction(unicodedata.numeric(token.text)).limit_denominator(100)


def _marked(tokens: Sequence[Token], index: int) -> NumberAt | None:
    """`½`, and `.5` where nothing is joined before the point."""
    token = tokens[index]
    character = _character_value(token)
    if character is not None:
        return NumberAt(character, index, index + 1)
    if token.key != "." or index + 1 >= len(tokens) or not is_joined(tokens, index + 1):
        return None
    following = tokens[index + 1]
    if is_joined(tokens, index) and tokens[index - 1].key not in "($€£¥-−<>≤≥~±":
        return None
    if following.kind is not TokenKind.NUMBER or not following.text.isdecimal():
        return None
    value = Fraction(f"0.{following.text}")
    return NumberAt(value, index, index + 2, precision=len(following.text))


def _scaled(tokens: Sequence[Token], number: NumberAt, words: Words) -> NumberAt:
    """Scale words behind a number in digits, `and a half` behind any."""
    if not number.is_worded:
        scale = words.scales.at(tokens, number.end)
        if scale is None and is_joined(tokens, number.end):
            short = words.short_scales.get(tokens[number.end].key)
            is_scale = short is not None and (
                tokens[number.end].key == "k" or tokens[number.end].text.isupper()
            )
            if is_scale and tokens[number.end].text not in ("B", "T") and short is not None:
                scale = short, number.end + 1
        if scale is not None:
            number = number._replace(value=number.value * scale[0], end=scale[1], precision=-1)
    elif number.value.denominator != 1:
        scale = words.scales.at(tokens, number.end)
        if scale is not None:
            number = number._replace(value=number.value * scale[0], end=scale[1])
    more = words.and_fractions.at(tokens, number.end)
    if more is None:
        return number
    last = words.scales.ends_at(tokens, number.end, floor=number.start)
    if last is not None:
        return number._replace(value=number.value + more[0] * last[0], end=more[1], is_weak=False)
    scale = words.scales.at(tokens, more[1])
    value, end = number.value + more[0], more[1]
    if scale is not None:
        value, end = value * scale[0], scale[1]
    return number._replace(value=value, end=end, is_weak=False)
