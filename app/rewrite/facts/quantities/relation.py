"""Do two quantities say the same? Equal, cannot be compared, or different."""

from enum import Enum, auto
from fractions import Fraction

from app.rewrite.facts.quantities.clock import HALF_DAY
from app.rewrite.facts.quantities.model import Bound, Quantity, QuantityKind
from app.rewrite.facts.quantities.units import unit_table

ROUNDING = Fraction(2, 100)
"""By how much a value may be off after somebody converted it to another system and rounded."""

_DOLLARS = frozenset(("USD", "AUD", "CAD", "NZD", "HKD", "SGD"))
_VAGUE_BOUNDS = frozenset((Bound.NONE, Bound.ABOUT, Bound.ALMOST))
_HOUR = 3600
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_WEEKS = {"week": 1, "fortnight": 2}
_DAYS = {
    "h": Fraction(1, 24),
    "day": Fraction(1),
    "d": Fraction(1),
    "week": Fraction(7),
    "fortnight": Fraction(14),
    "month": Fraction(30),
    "quarter": Fraction(90),
    "year": Fraction(365),
}


class Relation(Enum):
    SAME = auto()
    UNCLEAR = auto()
    DIFFERENT = auto()


def relation(one: Quantity, other: Quantity) -> Relation:
    """Symmetric."""
    if one.key == other.key:
        return _by_precision(one, other)
    kinds = {one.kind, other.kind}
    if QuantityKind.CODE in kinds:
        return _codes(one, other)
    if kinds == {QuantityKind.TIME}:
        return _times(one, other)
    if kinds == {QuantityKind.DATE}:
        return _dates(str(one.value), str(other.value)) if one.high == other.high else Relation.DIFFERENT
    if kinds == {QuantityKind.PERIOD}:
        return _periods(str(one.value), str(other.value))
    if kinds == {QuantityKind.VAGUE}:
        is_small = one.unit != "" and one.unit == other.unit
        return Relation.UNCLEAR if is_small else Relation.DIFFERENT
    if kinds == {QuantityKind.NUMBER}:
        return _numbers(one, other)
    if QuantityKind.FREQUENCY in kinds:
        return _frequencies(one, other)
    if kinds == {QuantityKind.NUMBER, QuantityKind.ORDINAL} and one.value == other.value:
        return Relation.UNCLEAR
    if kinds == {QuantityKind.NUMBER, QuantityKind.TIME}:
        return _time_and_hours(one, other)
    return Relation.DIFFERENT


def _by_precision(one: Quantity, other: Quantity) -> Relation:
    """`7.2` and `7.20` may be two versions where no unit says that they are measured."""
    if one.kind is not QuantityKind.NUMBER or one.unit or one.precision == other.precision:
        return Relation.SAME
    if one.text.rstrip().endswith(("%", "％")) or one.high is not None:
        return Relation.SAME
    if min(one.precision, other.precision) < 0 or max(one.precision, other.precision) == 0:
        return Relation.SAME
    return Relation.UNCLEAR


def _codes(one: Quantity, other: Quantity) -> Relation:
    code, number = (one, other) if one.kind is QuantityKind.CODE else (other, one)
    written = str(code.value)
    if number.kind is QuantityKind.CODE:
        return Relation.DIFFERENT
    if number.text == written:
        return Relation.SAME
    is_plain = written.isdecimal() and written.isascii() and (written[0] != "0" or written == "0")
    is_same = is_plain and len(written) < 10 and number.value == int(written) and not number.unit
    return Relation.SAME if is_same else Relation.DIFFERENT


def _numbers(one: Quantity, other: Quantity) -> Relation:
    if isinstance(one.value, str) or isinstance(other.value, str):
        return Relation.DIFFERENT
    is_clear = True
    if one.bound is not other.bound:
        if not {one.bound, other.bound} <= _VAGUE_BOUNDS:
            return Relation.DIFFERENT
        is_clear = False
    if one.rate != other.rate:
        if {one.rate, other.rate} != {"", "ago"}:
            return Relation.DIFFERENT
        is_clear = False
    if (one.high is None) != (other.high is None):
        return Relation.DIFFERENT
    if one.value == other.value and one.high == other.high:
        if one.unit == other.unit:
            return Relation.SAME if is_clear else Relation.UNCLEAR
        if unit_table().is_base(one.unit, other.unit):
            return Relation.SAME if is_clear else Relation.UNCLEAR
        if {one.unit, other.unit} <= _DOLLARS and (_is_open_dollar(one) or _is_open_dollar(other)):
            return Relation.UNCLEAR
        if {one.unit, other.unit} in ({"°", "°C"}, {"°", "°F"}):
            return Relation.UNCLEAR
    if {one.unit, other.unit} == {"month", "s"} and one.value != 0:
        return _converted(one, other)
    return _converted(one, other) if one.unit != other.unit else Relation.DIFFERENT


def _is_open_dollar(quantity: Quantity) -> bool:
    """`$5` may be any dollar, `US$5` is not."""
    is_named = "US" in quantity.text.upper() or "american" in quantity.text.lower()
    return quantity.unit == "USD" and not is_named


def _converted(one: Quantity, other: Quantity) -> Relation:
    """The same length in metres and in feet, rounded, is for a person to judge."""
    first, second = _metric(one), _metric(other)
    if first is None or second is None or first[0] != second[0] or not second[1]:
        return Relation.DIFFERENT
    return Relation.UNCLEAR if abs(first[1] / second[1] - 1) <= ROUNDING else Relation.DIFFERENT


def _metric(quantity: Quantity) -> tuple[str, Fraction] | None:
    if not isinstance(quantity.value, Fraction) or not quantity.unit:
        return None
    if quantity.unit == "°F":
        return "°C", (quantity.value - 32) * Fraction(5, 9)
    factor = unit_table().approximate.get(quantity.unit)
    return (quantity.unit, quantity.value) if factor is None else (factor[0], quantity.value * factor[1])


def _frequencies(one: Quantity, other: Quantity) -> Relation:
    if _is_plain_rate(one, other) or _is_plain_rate(other, one):
        return Relation.SAME
    if isinstance(one.value, str) or isinstance(other.value, str):
        is_unclear = one.kind is other.kind and "per" not in {one.value, other.value}
        return Relation.UNCLEAR if is_unclear else Relation.DIFFERENT
    if {one.kind, other.kind} not in (
        {QuantityKind.FREQUENCY},
        {QuantityKind.FREQUENCY, QuantityKind.NUMBER},
    ):
        return Relation.DIFFERENT
    if one.unit or other.unit or one.bound is not other.bound:
        return Relation.DIFFERENT
    if one.value == other.value and one.rate == other.rate:
        return Relation.SAME
    for calendar in (_MONTHS, _WEEKS):
        if one.rate in calendar and other.rate in calendar:
            is_same = one.value / calendar[one.rate] == other.value / calendar[other.rate]
            return Relation.SAME if is_same else Relation.DIFFERENT
    days, other_days = _DAYS.get(one.rate), _DAYS.get(other.rate)
    if days is None or other_days is None or one.rate == other.rate:
        return Relation.DIFFERENT
    return Relation.UNCLEAR if one.value / days == other.value / other_days else Relation.DIFFERENT


def _is_plain_rate(one: Quantity, other: Quantity) -> bool:
    """`per day` is `a day`, `every day` and `daily`: what is counted stands elsewhere in the sentence."""
    if one.kind is not QuantityKind.FREQUENCY or one.value not in {"per", Fraction(1)}:
        return False
    if other.kind is QuantityKind.FREQUENCY:
        return other.value == 1 and other.rate == one.rate
    if other.kind is not QuantityKind.NUMBER:
        return False
    unit = unit_table().named(one.rate)
    return other.is_weak and (other.value, other.unit) == (unit.factor, unit.base)


def _times(one: Quantity, other: Quantity) -> Relation:
    first, second = _minutes(one), _minutes(other)
    if one.bound is not other.bound:
        return Relation.DIFFERENT
    if one.unit != other.unit:
        zones = _offset(one.unit), _offset(other.unit)
        if zones[0] is None or zones[1] is None:
            return (
                Relation.UNCLEAR if first == second and "" in {one.unit, other.unit} else Relation.DIFFERENT
            )
        first, second = (first - zones[0]) % 1440, (second - zones[1]) % 1440
    if first == second and one.value[5:] == other.value[5:]:  # type: ignore[index]
        return Relation.SAME
    is_open = HALF_DAY in {one.rate, other.rate} and first % 720 == second % 720
    return Relation.UNCLEAR if is_open else Relation.DIFFERENT


def _minutes(quantity: Quantity) -> int:
    hours, minutes = str(quantity.value)[:5].split(":")
    return int(hours) * 60 + int(minutes)


def _offset(zone: str) -> int | None:
    if zone.startswith("UTC") and zone != "UTC":
        return int(zone[3:])
    return unit_table().zones.get(zone.lower())


def _time_and_hours(one: Quantity, other: Quantity) -> Relation:
    """`15 heures` is a time of day or a length of time."""
    time, number = (one, other) if one.kind is QuantityKind.TIME else (other, one)
    is_hour = number.unit == "s" and number.value == _minutes(time) * 60 and _minutes(time) % 60 == 0
    return Relation.UNCLEAR if is_hour else Relation.DIFFERENT


def _dates(one: str, other: str) -> Relation:
    readings = {*one.split("|")}, {*other.split("|")}
    if not readings[0].isdisjoint(readings[1]):
        return Relation.UNCLEAR
    calendar = [value[:1].isdecimal() or value[:1] == "-" for value in (one, other)]
    if calendar[0] != calendar[1]:
        return (
            Relation.UNCLEAR
            if not one.startswith("weekday") and not other.startswith("weekday")
            else Relation.DIFFERENT
        )
    if not calendar[0]:
        return Relation.DIFFERENT
    shorter, longer = sorted((one, other), key=lambda value: value.count("-") - 4 * value.startswith("--"))
    is_without_year = shorter.startswith("--") and not longer.startswith("--") and longer[5:] == shorter[2:]
    return Relation.UNCLEAR if is_without_year else Relation.DIFFERENT


def _periods(one: str, other: str) -> Relation:
    """`the eighties` are the 1980s."""
    names = {one, other}
    if all(name.startswith("decade-") for name in names):
        ends = sorted((name[7:] for name in names), key=len)
        if len(ends[0]) == 2 and len(ends[1]) == 4 and ends[1] == f"19{ends[0]}":
            return Relation.SAME
        return Relation.DIFFERENT
    centuries = {
        f"century-{int(name[7:9]) + 1}" if name.startswith("decade-") and name.endswith("00") else name
        for name in names
    }
    return Relation.UNCLEAR if len(centuries) == 1 else Relation.DIFFERENT
