"""Units: symbols of all languages from `data/units.toml`, names from the language's own file."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

_FACTORS: Mapping[str, Fraction] = {
    "E": Fraction(10**18),
    "P": Fraction(10**15),
    "T": Fraction(10**12),
    "G": Fraction(10**9),
    "M": Fraction(10**6),
    "k": Fraction(10**3),
    "K": Fraction(10**3),
    "h": Fraction(100),
    "d": Fraction(1, 10),
    "c": Fraction(1, 100),
    "m": Fraction(1, 10**3),
    "µ": Fraction(1, 10**6),
    "n": Fraction(1, 10**9),
    "p": Fraction(1, 10**12),
}
_TABLES_OF_OTHER_KINDS = ("rates", "approximate", "currencies", "zones")


class Unit(NamedTuple):
    """`base` is the base unit of the dimension, or a currency; alternatives stand with `|` between them."""

    base: str
    factor: Fraction
    symbol: str
    rate: str = ""
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class UnitTable:
    symbols: Mapping[str, Unit]
    """Exactly as written."""
    money_symbols: Mapping[str, Unit]
    codes: frozenset[str]
    approximate: Mapping[str, tuple[str, Fraction]]
    zones: Mapping[str, int]
    open_zones: frozenset[str]

    def named(self, symbol: str) -> Unit:
        """The unit that a language file names by its symbol; one that no table knows is its own base."""
        return self.symbols.get(symbol) or Unit(symbol, Fraction(1), symbol)

    def is_base(self, base: str, other: str) -> bool:
        """May two base units be the same? `pound` may be money or a weight."""
        return base == other or not {*base.split("|")}.isdisjoint(other.split("|"))


def read_table(name: str) -> dict[str, Any]:
    source = files(__package__) / "data" / name
    return tomllib.loads(source.read_text(encoding="utf-8")) if source.is_file() else {}


@cache
def unit_table() -> UnitTable:
    raw = read_table("units.toml")
    symbols: dict[str, Unit] = {}
    for name, dimension in raw.items():
        if name not in _TABLES_OF_OTHER_KINDS:
            symbols.update({unit.symbol: unit for unit in _units(dimension)})
    for written, (symbol, rate) in raw["rates"].items():
        unit = symbols.get(symbol) or Unit(symbol, Fraction(1), symbol)
        symbols[written] = unit._replace(rate=rate)
    money = {symbol: money_unit(code) for symbol, code in raw["currencies"]["symbols"].items()}
    return UnitTable(
        symbols=symbols,
        money_symbols=money,
        codes=frozenset(raw["currencies"]["codes"]),
        approximate={base: (other, Fraction(factor)) for base, (other, factor) in raw["approximate"].items()},
        zones=dict(raw["zones"]["offsets"]),
        open_zones=frozenset(raw["zones"]["open"]),
    )


def _units(dimension: Mapping[str, Any]) -> Iterator[Unit]:
    base = dimension["base"]
    own = {symbol: Fraction(factor) for symbol, factor in dimension["symbols"].items()}
    for symbol, prefixes in dimension.get("prefixed", {}).items():
        for prefix in prefixes.split():
            yield Unit(base, own.get(symbol, Fraction(1)) * _FACTORS[prefix], prefix + symbol)
    for symbol, factor in own.items():
        yield Unit(base, factor, symbol)


def money_unit(code: str) -> Unit:
    """`EUR`, or `USD|EUR/100` for a coin that is a hundredth of either."""
    base, _, parts = code.partition("/")
    is_money = not base.endswith("|lb")
    return Unit(base, Fraction(1, int(parts or 1)), code, is_money=is_money)
