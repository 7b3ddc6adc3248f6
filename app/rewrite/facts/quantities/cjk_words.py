"""The words of Chinese and Japanese quantities, from `data/ja.toml` and `data/zh.toml`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from app.rewrite.facts.quantities.model import Bound
from app.rewrite.facts.quantities.units import Unit, money_unit, read_table, unit_table
from app.text.phrases import Phrases, phrases

_ANY = "ja"
"""Both languages are cut into tokens alike."""
CJK_LANGUAGES = frozenset({"ja", "zh"})


@dataclass(frozen=True, slots=True)
class CjkWords:
    digits: Mapping[str, int]
    small_scales: Mapping[str, int]
    large_scales: Mapping[str, int]
    fractions: Phrases[str]
    bounds: Phrases[Bound]
    bounds_after: Phrases[Bound]
    negative: Phrases[bool]
    range_to: Phrases[bool]
    units: Phrases[Unit]
    eras: Phrases[int]
    ago: Phrases[str]
    rates: Phrases[str]
    every: Phrases[str]
    relative: Phrases[str]
    vague: Phrases[str]
    am: Phrases[bool]
    pm: Phrases[bool]
    noon: Phrases[bool]
    labels: Phrases[bool]
    parts: str
    """Between the whole and the part of a fraction: 三分の二, 三分之二."""
    times: str
    """The word that counts how often."""
    percent: Phrases[bool]
    """Before a number: 百分之五."""


@cache
def cjk_words(language: str) -> CjkWords:
    raw = read_table(f"{language}.toml")
    return CjkWords(
        digits=raw["digits"],
        small_scales=raw["small_scales"],
        large_scales=raw["large_scales"],
        fractions=_table(raw["fractions"].items()),
        bounds=_bounds(raw["bounds"]),
        bounds_after=_bounds(raw["bounds_after"]),
        negative=_flags(raw["negative"]["before"]),
        range_to=_flags(raw["range"]["to"]),
        units=phrases(_units(raw), _ANY),
        eras=phrases(raw["eras"].items(), _ANY),
        ago=_table(raw["ago"].items()),
        rates=_table(raw["rates"].items()),
        every=_table(raw["every"].items()),
        relative=_table(raw["relative"].items()),
        vague=_table((word, word) for word in raw["vague"]["words"]),
        am=_flags(raw["clock"]["am"]),
        pm=_flags(raw["clock"]["pm"]),
        noon=_flags(raw["clock"]["noon"]),
        labels=_flags(raw["labels"]["before"]),
        parts=raw["words"]["parts"],
        times=raw["words"]["times"],
        percent=_flags(raw["words"]["percent"]),
    )


def fraction_of(text: str) -> Fraction | str:
    """`1/2`, or the word itself where it is no exact part."""
    return Fraction(text) if text[0].isdecimal() else text


def _table(items: Iterable[tuple[str, str]]) -> Phrases[str]:
    return phrases(items, _ANY)


def _flags(items: Iterable[str]) -> Phrases[bool]:
    return phrases(((item, True) for item in items), _ANY)


def _bounds(table: Mapping[str, Iterable[str]]) -> Phrases[Bound]:
    return phrases(((item, Bound(mark)) for mark, items in table.items() for item in items), _ANY)


def _units(raw: Mapping[str, Any]) -> Iterator[tuple[str, Unit]]:
    units = unit_table()
    for symbol, names in raw["units_with_prefix"].items():
        for name in names:
            yield name, units.named(symbol)
            for word, prefix in raw["prefixes"].items():
                if prefix + symbol in units.symbols:
                    yield word + name, units.named(prefix + symbol)
    for symbol, names in raw["units"].items():
        yield from ((name, units.named(symbol)) for name in names)
    for code, names in raw["currencies"].items():
        yield from ((name, money_unit(code)) for name in names)
