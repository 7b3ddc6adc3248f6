"""Number words: `two hundred and five`, `quatre-vingt-dix-sept`, `a hundred`, `three point five`."""

from collections.abc import Sequence
from fractions import Fraction

from app.rewrite.facts.quantities.found import NumberAt
from app.rewrite.facts.quantities.words import Words
from app.text.phrases import Token

_LARGEST = 10**24
"""A number word more than this needs is another number."""


def number_in_words(tokens: Sequence[Token], index: int, words: Words) -> NumberAt | None:
    """The longest run of words that is one number."""
    total, current, at, count = 0, -1, index, 0
    if tokens[index].key in words.one and tokens[index].key not in words.numbers:
        if words.scales.at(tokens, index + 1) is None:
            return None
        current, at = 1, index + 1
    while at < len(tokens):
        step = at
        if (count and tokens[at].key == "-") or (
            count and tokens[at].key in words.joining and _may_join(current, total, words)
        ):
            step = at + 1
        if step >= len(tokens):
            break
        scale = words.scales.at(tokens, step)
        value = words.number(tokens[step].key)
        is_open = (current != -1 or not count) and max(total, current) < _LARGEST
        if scale is not None and is_open:
            if scale[0] in {12, 100}:
                current = max(current, 1) * scale[0]
            else:
                total += max(current, 1) * scale[0]
                current = 0
            at = scale[1]
        elif value is not None and current == -1:
            current, at = value, step + 1
        elif value is not None and (joined := _added(current, value, words)) is not None:
            current, at = joined, step + 1
        else:
            break
        count += 1
    if not count:
        return None
    is_weak = at == index + 1 and tokens[index].key in words.weak
    number = NumberAt(Fraction(total + max(current, 0)), index, at, is_weak=is_weak, is_worded=True)
    return _with_point(tokens, number, words)


def _may_join(current: int, total: int, words: Words) -> bool:
    """Behind a hundred or a thousand in English; between ten and unit in Spanish."""
    if words.language in {"es", "pt"}:
        return (current >= 20 and current % 10 == 0) or (current == 0 and total > 0)
    if words.language == "fr":
        return current in {20, 30, 40, 50, 60}
    return (current > 0 and current % 100 == 0) or (current == 0 and total > 0)


def _added(current: int, value: int, words: Words) -> int | None:
    """The next word of the same number, or None where another one begins."""
    if words.language == "fr" and current == 4 and value == 20:
        return 80
    if current == 0:
        return value
    if current % 100 == 0 and value < 100:
        return current + value
    rest = current % 100
    if (
        rest
        and rest % 10 == 0
        and value < (20 if words.language == "fr" and rest in {60, 80} else 10)
        and value
    ):
        return current + value
    if current in range(10, 100) and value in range(10, 100) and words.language == "en":
        return current * 100 + value
    if 1000 <= current < 10000 and current % 10 == 0 and 0 < value < 10:
        return current + value
    return None


def _with_point(tokens: Sequence[Token], number: NumberAt, words: Words) -> NumberAt:
    at = number.end
    if at + 1 >= len(tokens) or tokens[at].key not in words.point:
        return number
    digits = ""
    at += 1
    while at < len(tokens) and 0 <= words.numbers.get(tokens[at].key, -1) <= 9:
        digits += str(words.numbers[tokens[at].key])
        at += 1
    if not digits:
        return number
    value = number.value + Fraction(f"0.{digits}")
    return number._replace(value=value, end=at, is_weak=False)
