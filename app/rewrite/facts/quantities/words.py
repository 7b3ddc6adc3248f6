"""The words of a language that make, bound and measure a quantity, from `data/<language>.toml`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from app.rewrite.facts.quantities.model import Bound
from app.rewrite.facts.quantities.units import Unit, money_unit, read_table, unit_table
from app.text.phrases import Phrases, phrases

_NEUTRAL = "en"
"""Whose units and bounds a language without a file is read by: symbols are the same everywhere."""


@dataclass(frozen=True, slots=True)
class Words:
    language: str
    numbers: Mapping[str, int]
    thousand: str
    """Inside a number word: `dreitausendzweihundert`."""
    scales: Phrases[int]
    short_scales: Mapping[str, int]
    joining: frozenset[str]
    """The `and` of two hundred and five."""
    of: frozenset[str]
    point: frozenset[str]
    articles: frozenset[str]
    one: frozenset[str]
    weak: frozenset[str]
    fractions: Phrases[Fraction]
    fractions_alone: frozenset[str]
    fractions_before_unit: frozenset[str]
    """`media hora`."""
    and_fractions: Phrases[Fraction]
    ratio: Phrases[bool]
    ratio_far: Phrases[bool]
    """Those that may stand behind a noun: `seven people out of ten`."""
    ordinals: Mapping[str, int]
    ordinal_suffixes: frozenset[str]
    multiples: Phrases[Fraction]
    collections: Phrases[Fraction]
    vague: frozenset[str]
    vague_before_unit: frozenset[str]
    bounds: Phrases[Bound]
    bounds_after: Phrases[Bound]
    negative_before: Phrases[bool]
    negative_after: Phrases[bool]
    range_from: frozenset[str]
    range_to: frozenset[str]
    between: frozenset[str]
    range_and: frozenset[str]
    per: Phrases[bool]
    per_any: frozenset[str]
    """Those that take any noun: `per user`; the others need a unit of measure."""
    every: Phrases[int]
    """1 for `every`, 2 for `every other`."""
    rate_words: Phrases[str]
    unclear_rates: Phrases[str]
    times: frozenset[str]
    units: Phrases[Unit]
    months: Mapping[str, int]
    months_with_capital: frozenset[str]
    weekdays: Mapping[str, int]
    date_of: frozenset[str]
    date_order: str
    """`dm`, `md` or `?` where both are in use."""
    relative: Phrases[str]
    seasons: Mapping[str, str]
    before_season: frozenset[str]
    century: frozenset[str]
    quarter: frozenset[str]
    """Of a year, behind an ordinal: `second quarter`, `Q2`."""
    century_before: frozenset[str]
    """Languages that write `siglo XIX`."""
    decades: Mapping[str, int]
    decade_suffix: frozenset[str]
    decade_before: frozenset[str]
    before_christ: Phrases[bool]
    ago: Phrases[bool]
    ago_before: Phrases[bool]
    am: Phrases[bool]
    pm: Phrases[bool]
    clock: frozenset[str]
    noon: frozenset[str]
    midnight: frozenset[str]
    past: Phrases[int]
    """Minutes added to the hour that follows: `half past`."""
    before_hour: frozenset[str]
    """Words that make a time of day of an hour: `à 15 heures`."""
    labels: frozenset[str]
    starters: frozenset[str]
    """Words that may begin a quantity; every other word is passed over by one look."""

    def number(self, key: str) -> int | None:
        """The value of one number word."""
        value = self.numbers.get(key)
        if value is not None or not self.thousand or self.thousand not in key:
            return value
        head, _, tail = key.partition(self.thousand)
        high, low = self.numbers.get(head) if head else 1, self.numbers.get(tail)
        return None if high is None or low is None else high * 1000 + low

    def may_start(self, key: str) -> bool:
        return key in self.starters or (self.thousand != "" and self.thousand in key)


@cache
def words_for(language: str) -> Words:
    raw = read_table(f"{language}.toml") if language.isalpha() else {}
    return _words(raw or read_table(f"{_NEUTRAL}.toml"), language)


def _words(raw: Mapping[str, Any], language: str) -> Words:
    def table(name: str, key: str = "") -> Any:
        found = raw.get(name, {})
        return found.get(key, ()) if key else found

    def flags(items: Iterable[str]) -> Phrases[bool]:
        return phrases(((item, True) for item in items), language)

    def fractions(items: Mapping[str, str]) -> Phrases[Fraction]:
        return phrases(((item, Fraction(value)) for item, value in items.items()), language)

    numbers = {**_compounds(raw), **table("numbers")}
    halves = [(phrase, Fraction(1, 2)) for phrase in table("fraction_grammar", "and_half")]
    halves += [(phrase, Fraction(1, 4)) for phrase in table("fraction_grammar", "and_quarter")]
    months = {name: n for n, names in enumerate(table("dates", "months"), 1) for name in names}
    weekdays = {name: n for n, names in enumerate(table("dates", "weekdays"), 1) for name in names}
    past = [(p, 30) for p in table("clock", "half_past")]
    past += [(p, 15) for p in table("clock", "quarter_past")] + [
        (p, -15) for p in table("clock", "quarter_to")
    ]
    past += [(p, -30) for p in table("clock", "half_to")]
    every = [(p, 1) for p in table("rate", "each")] + [(p, 2) for p in table("rate", "other")]
    of_multiples = {**table("multiples"), **table("collections")}
    first_words = [
        *numbers, *table("ordinals"), *table("multiples"), *table("collections"), *table("fractions"),
        *months, *weekdays, *table("relative"), *table("seasons", "names"), *table("rate_words"),
        *table("vague", "alone"), *table("vague", "before_unit"), *table("periods", "decades"),
        *table("unclear_rates", "words"), *table("clock", "noon"), *table("clock", "midnight"),
        *table("scales"), *(p for p, _ in past), *(p for p, _ in every), *table("grammar", "one"),
        *table("rate", "per"), *table("periods", "century"),
    ]  # fmt: skip
    return Words(
        language=language,
        numbers=numbers,
        thousand=table("compounds", "thousand") or "",
        scales=phrases(table("scales").items(), language),
        short_scales=dict(table("short_scales")),
        joining=frozenset(table("grammar", "and")),
        of=frozenset(table("grammar", "of")),
        point=frozenset(table("grammar", "point")),
        articles=frozenset(table("grammar", "articles")),
        one=frozenset(table("grammar", "one")),
        weak=frozenset(table("grammar", "weak")),
        fractions=fractions(table("fractions")),
        fractions_before_unit=frozenset(table("fraction_grammar", "before_unit")),
        fractions_alone=frozenset(table("fraction_grammar", "alone")),
        and_fractions=phrases(halves, language),
        ratio=flags(table("fraction_grammar", "ratio")),
        ratio_far=flags(table("fraction_grammar", "ratio_far")),
        ordinals=dict(table("ordinals")),
        ordinal_suffixes=frozenset(table("ordinal_grammar", "suffixes")),
        multiples=fractions(table("multiples")),
        collections=fractions(table("collections")),
        vague=frozenset(table("vague", "alone")),
        vague_before_unit=frozenset(table("vague", "before_unit")),
        bounds=_bounds(table("bounds"), language),
        bounds_after=_bounds(table("bounds_after"), language),
        negative_before=flags(table("negative", "before")),
        negative_after=flags(table("negative", "after")),
        range_from=frozenset(table("range", "from")),
        range_to=frozenset(table("range", "to")),
        between=frozenset(table("range", "between")),
        range_and=frozenset(table("range", "and")),
        per=flags(table("rate", "per")),
        per_any=frozenset(table("rate", "per_any")),
        every=phrases(every, language),
        rate_words=phrases(table("rate_words").items(), language),
        unclear_rates=phrases(((p, p) for p in table("unclear_rates", "words")), language),
        times=frozenset(table("times", "words")),
        units=phrases(_unit_names(raw), language),
        months=months,
        months_with_capital=frozenset(table("dates", "months_with_capital")),
        weekdays=weekdays,
        date_of=frozenset(table("dates", "of")),
        date_order=table("dates", "order") or "?",
        relative=phrases(table("relative").items(), language),
        seasons=dict(table("seasons", "names") or {}),
        before_season=frozenset(table("seasons", "before")),
        century=frozenset(table("periods", "century")),
        quarter=frozenset(table("periods", "quarter")),
        century_before=frozenset(table("periods", "century_before")),
        decades=dict(table("periods", "decades") or {}),
        decade_suffix=frozenset(table("periods", "decade_suffix")),
        decade_before=frozenset(table("periods", "decade_before")),
        before_christ=flags(table("periods", "before_christ")),
        ago=flags(table("periods", "ago")),
        ago_before=flags(table("periods", "ago_before")),
        am=flags(table("clock", "am")),
        pm=flags(table("clock", "pm")),
        clock=frozenset(table("clock", "clock")),
        noon=frozenset(table("clock", "noon")),
        midnight=frozenset(table("clock", "midnight")),
        past=phrases(past, language),
        before_hour=frozenset(table("clock", "before_hour")),
        labels=frozenset(table("labels", "words")),
        starters=frozenset(words[0] for words in _cut(first_words, language)) | frozenset(of_multiples),
    )


def _cut(items: Iterable[str], language: str) -> Iterator[tuple[str, ...]]:
    yield from (
        key for entries in phrases(((i, 0) for i in items), language).by_first.values() for key, _ in entries
    )


def _bounds(table: Mapping[str, Iterable[str]], language: str) -> Phrases[Bound]:
    return phrases(((phrase, Bound(mark)) for mark, items in table.items() for phrase in items), language)


def _unit_names(raw: Mapping[str, Any]) -> Iterator[tuple[str, Unit]]:
    """Names with and without the prefixes; the currencies last."""
    units = unit_table()
    for symbol, names in raw.get("units_with_prefix", {}).items():
        for name in names:
            yield name, units.named(symbol)
            for word, prefix in raw.get("prefixes", {}).items():
                if prefix + symbol in units.symbols:
                    yield word + name, units.named(prefix + symbol)
    for symbol, names in raw.get("units", {}).items():
        yield from ((name, units.named(symbol)) for name in names)
    for code, names in raw.get("currencies", {}).items():
        yield from ((name, money_unit(code)) for name in names)


def _compounds(raw: Mapping[str, Any]) -> dict[str, int]:
    """Numbers that a language writes as one word, 21 to 999: `zweihundertfünf`, `duecentocinque`."""
    rule = raw.get("compounds")
    if rule is None:
        return {}
    units: Mapping[str, int] = rule["units"]
    tens: Mapping[str, int] = rule["tens"]
    below: dict[str, int] = {}
    for ten, high in tens.items():
        for unit, low in units.items():
            if low < 10:
                first, second = (unit, ten) if rule.get("unit_first") else (ten, unit)
                below[first + rule.get("link", "") + second] = high + low
    small = {**rule.get("teens", {}), **units, **tens, **below}
    found = dict(below)
    hundred: str = rule["hundred"]
    for count, factor in {"": 1, **units}.items():
        if factor < 10:
            found[count + hundred] = factor * 100
            for word, value in small.items():
                found[count + hundred + word] = factor * 100 + value
    thousand = rule.get("thousand")
    if thousand is not None:
        found |= {word + thousand: value * 1000 for word, value in {**small, **found}.items()}
    return found
