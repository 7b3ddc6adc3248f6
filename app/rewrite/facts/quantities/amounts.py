"""An amount at a token: number, unit, rate, range; and frequencies, which are amounts of times."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from app.rewrite.facts.quantities.found import Found, NumberAt
from app.rewrite.facts.quantities.measures import money_before, rate_at, unit_at
from app.rewrite.facts.quantities.model import QuantityKind
from app.rewrite.facts.quantities.numbers import is_joined, number_at
from app.rewrite.facts.quantities.units import Unit
from app.rewrite.facts.quantities.words import Words
from app.text.phrases import Token, TokenKind

_BARE = Unit("", Fraction(1), "")
_PER_IS_BY = frozenset({"fr", "es"})
"""Languages in which the word for `per` also names who did it."""
_DASHES = frozenset("-–—−")
_SHORT_MONEY = {
    "m": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "mn": 10**6,
    "t": 10**12,
    "k": 10**3,
    "mrd": 10**9,
    "mio": 10**6,
}


class Amount(NamedTuple):
    value: Fraction
    unit: Unit
    end: int
    is_weak: bool
    precision: int


def amount_at(tokens: Sequence[Token], index: int, words: Words, *, floor: int) -> Found | None:
    number = fraction_at(tokens, index, words) or number_at(tokens, index, words)
    if number is None:
        return None
    ratio = _ratio(tokens, number, words)
    if ratio is not None:
        return ratio
    times = _times(tokens, number, words)
    if times is not None:
        return times
    money = money_before(tokens, index, floor)
    first = _measured(tokens, number, words, money=None if money is None else money[0])
    rate = first.unit.rate
    first = _with_half_unit(tokens, first, words)
    start = index if money is None else money[1]
    upper, end = _upper_end(tokens, index, first, words, money=None if money is None else money[0])
    if not rate:
        found = rate_at(tokens, end, words, has_unit=first.unit.symbol != "" or upper is not None)
        if found is not None:
            rate, end = found
            more = rate_at(tokens, end, words, has_unit=True)
            if more is not None:
                rate, end = f"{rate}·{more[0]}", more[1]
    unit = first.unit if upper is None or first.unit is not _BARE else upper.unit
    high = None if upper is None else upper.value * upper.unit.factor
    ago = words.ago.at(tokens, end)
    if ago is not None:
        rate, end = "ago", ago[1]
    return Found(
        QuantityKind.NUMBER,
        first.value * unit.factor,
        start,
        end,
        unit=unit.base,
        rate=rate,
        high=high,
        is_weak=first.is_weak and unit is _BARE and upper is None,
        precision=first.precision,
        symbol=unit.symbol,
    )


def fraction_at(tokens: Sequence[Token], index: int, words: Words) -> NumberAt | None:
    """`two thirds`, `a quarter`, `half`, `half an hour`."""
    at = index
    count = words.numbers.get(tokens[at].key)
    if count is not None and at + 1 < len(tokens):
        at += 2 if tokens[at + 1].key == "-" else 1
    elif tokens[at].key in words.one:
        count, at = 1, at + 1
    fraction = words.fractions.at(tokens, at) if at < len(tokens) else None
    if fraction is None:
        return None
    if count is None:
        is_measure = (
            tokens[at].key in words.fractions_before_unit and unit_at(tokens, at + 1, words) is not None
        )
        if (tokens[at].key not in words.fractions_alone and not is_measure) or _is_behind_ordinal(
            tokens, at, words
        ):
            return None
        count = 1
    value = count * fraction[0]
    if value >= 1 or count == 0:
        return None
    end = fraction[1]
    scale = _scale_of(tokens, end, words)
    if scale is not None:
        return NumberAt(value * scale[0], index, scale[1], is_worded=True)
    if end < len(tokens) and tokens[end].key in words.one and unit_at(tokens, end + 1, words) is not None:
        end += 1
    return NumberAt(value, index, end, is_worded=True)


def _scale_of(tokens: Sequence[Token], at: int, words: Words) -> tuple[int, int] | None:
    """`of a million`."""
    if at < len(tokens) and tokens[at].key in words.of:
        at += 2 if at + 1 < len(tokens) and tokens[at + 1].key in words.one else 1
        return words.scales.at(tokens, at)
    return None


def _is_behind_ordinal(tokens: Sequence[Token], index: int, words: Words) -> bool:
    return index > 0 and (
        tokens[index - 1].key in words.ordinals or tokens[index - 1].key in words.ordinal_suffixes
    )


def _ratio(tokens: Sequence[Token], number: NumberAt, words: Words) -> Found | None:
    """`one in five`, `3 out of 10`: whole numbers, the second a small or round one."""
    link = words.ratio.at(tokens, number.end)
    if link is None and number.end < len(tokens) and tokens[number.end].kind is TokenKind.WORD:
        link = words.ratio_far.at(tokens, number.end + 1)  # seven people out of ten
    if link is None or number.value.denominator != 1 or link[1] >= len(tokens) or number.value < 1:
        return None
    whole = number_at(tokens, link[1], words)
    if whole is None or whole.value <= number.value or whole.value.denominator != 1:
        return None
    if whole.value > 100 and whole.value % 1000 != 0:
        return None
    if unit_at(tokens, whole.end, words) is not None and not words.ratio.ends_at(tokens, link[1]):
        return None
    if unit_at(tokens, whole.end, words) is not None:
        return None
    return Found(QuantityKind.NUMBER, number.value / whole.value, number.start, whole.end)


def _measured(tokens: Sequence[Token], number: NumberAt, words: Words, *, money: Unit | None) -> Amount:
    value, end = number.value, number.end
    if money is not None and end < len(tokens) and tokens[end].key in _SHORT_MONEY:
        is_unit = tokens[end].key in {"m", "t"} and tokens[end].start - tokens[end - 1].end > 1
        if not is_unit:
            value, end = value * _SHORT_MONEY[tokens[end].key], end + 1
    of = (
        1
        if end < len(tokens)
        and tokens[end].key in {"de", "d'", "of"}
        and (number.is_worded or number.precision < 0)
        else 0
    )
    unit = unit_at(tokens, end, words, value=value)
    if unit is None and of:
        unit = unit_at(tokens, end + of, words)
    if money is not None and (unit is None or not unit.unit.is_money):
        return Amount(value, money, end, is_weak=False, precision=number.precision)
    if unit is None:
        return Amount(value, _BARE, end, number.is_weak, number.precision)
    return Amount(value, unit.unit, unit.end, is_weak=False, precision=number.precision)


def _with_half_unit(tokens: Sequence[Token], amount: Amount, words: Words) -> Amount:
    """`deux heures et demie`, `dos horas y media`."""
    more = words.and_fractions.at(tokens, amount.end) if amount.unit.base in {"s", "month"} else None
    return amount if more is None else amount._replace(value=amount.value + more[0], end=more[1])


def _upper_end(
    tokens: Sequence[Token], index: int, first: Amount, words: Words, *, money: Unit | None
) -> tuple[Amount | None, int]:
    """The upper end of a range that starts with `first`, and the index behind the whole."""
    at = first.end
    if at + 1 >= len(tokens):
        return None, at
    key = tokens[at].key
    has_between = index > 0 and any(t.key in words.between for t in tokens[max(0, index - 4) : index])
    if key in words.range_to:
        if key in _DASHES and is_joined(tokens, at) != is_joined(tokens, at + 1):
            return None, at
    elif not (has_between and key in words.range_and):
        return None, at
    at += 1
    second_money = money_before(tokens, at + 1, at) if money is not None else None
    if second_money is not None:
        at += 1
    if at >= len(tokens):
        return None, first.end
    number = number_at(tokens, at, words)
    if number is None:
        return None, first.end
    upper = _measured(tokens, number, words, money=money)
    bare = first.unit.symbol == "" and not first.unit.base
    if not bare and upper.unit.symbol == "" and not upper.unit.base:
        upper = upper._replace(unit=first.unit)
    if not bare and upper.unit.base != first.unit.base:
        return None, first.end
    return upper, upper.end


def _times(tokens: Sequence[Token], number: NumberAt, words: Words) -> Found | None:
    """`three times a day`."""
    if number.end >= len(tokens) or tokens[number.end].key not in words.times:
        return None
    rate = rate_at(tokens, number.end + 1, words, has_unit=True)
    if rate is None:
        return None
    return Found(QuantityKind.FREQUENCY, number.value, number.start, rate[1], rate=rate[0])


def multiple_at(tokens: Sequence[Token], index: int, words: Words) -> Found | None:
    """`doubled`, `twice`, and with a rate `twice a day`; `a dozen`, `a pair of`."""
    collection = words.collections.at(tokens, index)
    if collection is not None:
        value, end = collection
        scale = words.scales.at(tokens, end)
        value, end = (value, end) if scale is None else (value * scale[0], scale[1])
        unit = unit_at(tokens, end, words)
        is_bare = unit is None
        base = "" if unit is None else unit.unit.base
        factor = Fraction(1) if unit is None else unit.unit.factor
        end = end if unit is None else unit.end
        return Found(
            QuantityKind.NUMBER, value * factor, index, end, unit=base, is_weak=is_bare and value == 2
        )
    multiple = words.multiples.at(tokens, index)
    if multiple is None:
        return None
    rate = rate_at(tokens, multiple[1], words, has_unit=True)
    if rate is not None:
        return Found(QuantityKind.FREQUENCY, multiple[0], index, rate[1], rate=rate[0])
    is_once = multiple[0] == 1
    return Found(QuantityKind.NUMBER, multiple[0], index, multiple[1], unit="x", is_weak=is_once)


def frequency_at(tokens: Sequence[Token], index: int, words: Words) -> Found | None:
    """`daily`, `every day`, `every two hours`, `every other week`, `biweekly`."""
    unclear = words.unclear_rates.at(tokens, index)
    if unclear is not None:
        return Found(QuantityKind.FREQUENCY, unclear[0], index, unclear[1])
    adverb = words.rate_words.at(tokens, index)
    if adverb is not None:
        return Found(QuantityKind.FREQUENCY, Fraction(1), index, adverb[1], rate=adverb[0])
    every = words.every.at(tokens, index)
    if every is not None and every[1] < len(tokens):
        number = number_at(tokens, every[1], words)
        count, at = (Fraction(every[0]), every[1]) if number is None else (number.value, number.end)
        unit = unit_at(tokens, at, words)
        if unit is not None and not unit.unit.is_money and count:
            return Found(QuantityKind.FREQUENCY, 1 / count, index, unit.end, rate=unit.unit.symbol)
        return None
    if tokens[index].key not in words.per_any or words.bounds.at(tokens, index) is not None:
        return None
    rate = rate_at(tokens, index, words, has_unit=True)
    if words.language in _PER_IS_BY and index + 1 < len(tokens) and unit_at(tokens, index + 1, words) is None:
        return None
    return None if rate is None else Found(QuantityKind.FREQUENCY, "per", index, rate[1], rate=rate[0])
