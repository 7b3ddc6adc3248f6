"""Find the figures of a text: what a reader would call a number, with its unit and its value.

Recognised by language: `1 200,50 €`, `12,5 %`, `3 Tage`, `٢٥٪`, `百分之三十`, `1.2億円`. Linear time: one
pass over the digits, and around each a look at a bounded number of characters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import islice

from app.domain.content import Span
from app.text.dates import date_at
from app.text.figure_words import (
    Unit,
    is_inside_code,
    is_labelled,
    money_before,
    percent_before,
    unit_after,
)
from app.text.numerals import KANJI, NUMBER, SPACES, kanji_value, number_value
from app.text.vocabulary import vocabulary


class FigureKind(StrEnum):
    PERCENT = "percent"
    MONEY = "money"
    MEASURE = "measure"
    """A number with a unit: time, length, data, people."""
    DATE = "date"
    TIME = "time"
    YEAR = "year"
    NUMBER = "number"
    """A bare number."""
    ORDINAL = "ordinal"
    """`3rd`, the `1.` that opens a line."""
    CODE = "code"
    """Version, address, part number, `Figure 3`: to be kept as written, not a statistic."""


_KINDS = {kind.value: kind for kind in FigureKind}
QUANTITY_KINDS = frozenset({FigureKind.PERCENT, FigureKind.MONEY, FigureKind.MEASURE})

MAX_DIGITS = 40
"""A longer run is a code, not a quantity."""

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(?![\d:])")
_ORDINAL_AFTER = re.compile(r"(?:st|nd|rd|th|ère|ème|er|e|º|ª)(?![^\W_])")
_LETTER_AFTER = re.compile(r"[A-Za-z_]")
_NAME_AFTER = re.compile(r"[A-Z][A-Za-z0-9]*")
"""What makes a name of a number: `18F`, `3M`, `5G`."""
_PLAIN_BEHIND = frozenset(("", " ", ",", ";", ":", "%", "-"))
"""Behind these no ordinal, name or mark of a list begins."""
_LIST_MARK = re.compile(r"[.)](?=\s|$)")
_LONGEST_GAP = 6
_RANGE = re.compile(r"[ \u00a0]?(?:[-–—~～至到]|to|and|bis|à|до)[ \u00a0]?")


@dataclass(frozen=True, slots=True)
class Figure:
    span: Span
    """Where it stands in the text given, unit and sign included."""
    kind: FigureKind
    value: str
    """Normalised decimal (`1200.5`), ISO date (`2024-03-12`, `2024-03`, `03-12`), or the code as written."""
    unit: str | None = None
    """`%`, a currency (`EUR`), a canonical unit (`km`, `day`), or None."""

    @property
    def key(self) -> tuple[str, str | None]:
        """Equal for the same figure in another notation or language."""
        return self.value, self.unit

    @property
    def is_statistic(self) -> bool:
        """A quantity that can carry a claim: one with a unit, or a large bare number."""
        return self.kind in QUANTITY_KINDS or (
            self.kind is FigureKind.NUMBER and len(self.value.partition(".")[0].lstrip("-")) >= 4
        )


def find_figures(text: str, *, language: str | None = None, most: int | None = None) -> list[Figure]:
    """Every figure in reading order, or the first `most` of those in digits; figures never overlap.

    `language` (ISO 639-1) decides whether `1.200` is 1200 or 1.2; None reads it as English does.
    """
    found = list(islice(_written_in_digits(text, language), most))
    if not text.isascii() and KANJI.search(text) is not None:
        taken = {offset for figure in found for offset in range(figure.span.start, figure.span.end)}
        found.extend(figure for figure in _written_in_kanji(text) if figure.span.start not in taken)
        found.sort(key=lambda figure: figure.span.start)
    return _with_range_units(text, found)


def _written_in_digits(text: str, language: str | None) -> Iterator[Figure]:
    position = 0
    while (match := NUMBER.search(text, position)) is not None:
        start, end = match.span()
        if not match[0].isdecimal():
            end = _end_of_number(match)
        figure = _moment(text, start, floor=position) or _figure(text, start, end, language, floor=position)
        yield figure
        position = max(figure.span.end, end)


def _end_of_number(match: re.Match[str]) -> int:
    """Undo a space that joined two numbers: after four digits (a year) no group follows."""
    for offset, character in enumerate(match[0][:MAX_DIGITS]):
        if character in SPACES:
            return match.end() if offset <= 3 else match.start() + offset
    return match.end()


def _moment(text: str, start: int, *, floor: int) -> Figure | None:
    """A date or a time of day."""
    date = date_at(text, start)
    if date is not None and not is_inside_code(text, start, start):
        return Figure(Span(max(date.start, floor), date.end), FigureKind.DATE, date.value)
    colon = text[start + 1 : start + 2] == ":" or text[start + 2 : start + 3] == ":"
    time = _TIME.match(text, start) if colon else None
    if time is None or is_inside_code(text, start, start):
        return None
    hour, minute, second = time.groups()
    value = f"{int(hour):02}:{int(minute):02}" + (f":{int(second):02}" if second else "")
    return Figure(Span(start, time.end()), FigureKind.TIME, value)


def _figure(text: str, start: int, end: int, language: str | None, *, floor: int) -> Figure:
    words = vocabulary()
    raw = text[start:end]
    value = number_value(raw, language=language) if len(raw) <= MAX_DIGITS else None
    if value is None or is_inside_code(text, start, end) or is_labelled(text, start, words):
        return Figure(Span(start, end), FigureKind.CODE, raw)
    is_year = end - start == 4 and raw.isdecimal() and 1500 <= value <= 2099
    if is_year and text[end : end + 1] == "s" and not text[end + 1 : end + 2].isalnum():
        return Figure(Span(start, end + 1), FigureKind.YEAR, raw)
    begin = start
    if start > floor and text[start - 1] in "-−" and not text[max(0, start - 2) : start - 1].isalnum():
        begin, value = start - 1, -value
    before = begin - 1 if begin and text[begin - 1] in SPACES else begin
    may_have_symbol = text[before - 1 : before] in words.before_last
    money = money_before(text, begin, words) if may_have_symbol else None
    unit = unit_after(text, end, words, has_money=money is not None)
    if money is not None and money[1] >= floor:
        unit_end = unit.end if unit.kind != "measure" else end
        return Figure(Span(money[1], unit_end), FigureKind.MONEY, _plain(value * unit.factor), money[0])
    percent = percent_before(text, begin, words) if may_have_symbol else None
    if percent is not None and percent >= floor and unit.kind is None:
        return Figure(Span(percent, end), FigureKind.PERCENT, _plain(value), "%")
    if unit.kind == "measure" and _is_no_unit(text[end : unit.end], unit.name):
        unit = Unit(end)
    if unit.kind is not None:
        return Figure(Span(begin, unit.end), _KINDS[unit.kind], _plain(value * unit.factor), unit.name)
    if unit.end == end:
        kind = _bare_kind(text, begin, end, is_year=is_year)
        if kind is not FigureKind.CODE:
            return Figure(Span(begin, end), kind, _plain(value))
        name = _NAME_AFTER.match(text, end)
        whole = end if name is None else name.end()
        return Figure(Span(begin, whole), kind, text[begin:whole])
    return Figure(Span(begin, unit.end), FigureKind.NUMBER, _plain(value * unit.factor))


def _is_no_unit(written: str, unit: str | None) -> bool:
    """A capital joined to the number where the unit is a small letter: `5G` and `4H` are no grams and hours.
    Litres are written either way."""
    return written.isupper() and len(written) == 1 and unit is not None and unit.islower() and unit != "l"


def _bare_kind(text: str, start: int, end: int, *, is_year: bool) -> FigureKind:
    if is_year:
        return FigureKind.YEAR
    if text[end : end + 1] in _PLAIN_BEHIND:
        return FigureKind.NUMBER
    if _ORDINAL_AFTER.match(text, end):
        return FigureKind.ORDINAL
    if _LETTER_AFTER.match(text, end):
        return FigureKind.CODE
    if _LIST_MARK.match(text, end) and _opens_line(text, start):
        return FigureKind.ORDINAL
    return FigureKind.NUMBER


def _opens_line(text: str, offset: int) -> bool:
    before = text[max(0, offset - 9) : offset].rpartition("\n")
    return not before[2].strip(" ") and (offset < 9 or before[1] == "\n")


def _written_in_kanji(text: str) -> Iterator[Figure]:
    """三割, 百分之三十, 二十人; one numeral alone (一人, 十分) is mostly no quantity and is left out."""
    words = vocabulary()
    for match in KANJI.finditer(text):
        start, end = match.span()
        if end - start > MAX_DIGITS:
            continue
        prefix = text[max(0, start - 3) : start]
        raw = match[0]
        if raw.startswith("百分") or text[start : start + 3] == "百分之":
            continue
        if prefix.endswith("百分之"):
            yield Figure(Span(start - 3, end), FigureKind.PERCENT, str(kanji_value(raw)), "%")
            continue
        unit = unit_after(text, end, words, has_money=False)
        if unit.kind is not None and (end - start > 1 or unit.name == "tenth"):
            value = Decimal(kanji_value(raw)) * unit.factor
            yield Figure(Span(start, unit.end), _KINDS[unit.kind], _plain(value), unit.name)


def _with_range_units(text: str, found: list[Figure]) -> list[Figure]:
    """In `10–20 %` the first number is a percentage too."""
    result = list(found)
    for index in range(len(result) - 2, -1, -1):
        figure, following = result[index], result[index + 1]
        if (
            figure.kind is FigureKind.NUMBER
            and following.kind in QUANTITY_KINDS
            and following.span.start - figure.span.end <= _LONGEST_GAP
            and _RANGE.fullmatch(text[figure.span.end : following.span.start]) is not None
        ):
            result[index] = replace(figure, kind=following.kind, unit=following.unit)
    return result


def _plain(value: Decimal) -> str:
    """`1200.5`, never an exponent, no zeros after the point that say nothing."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
