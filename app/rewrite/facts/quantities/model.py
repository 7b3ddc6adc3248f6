"""What a quantity is: one canonical value, whatever notation it was written in."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.domain.content import Span

Value = Fraction | str
"""An exact number, or the canonical form of what is no number (see `Quantity.value`)."""


class QuantityKind(StrEnum):
    NUMBER = "number"
    """With or without a unit or a currency; years without a month are numbers."""
    ORDINAL = "ordinal"
    FREQUENCY = "frequency"
    """How often: `twice a day`, `weekly`, `every two hours`."""
    DATE = "date"
    """A day, a month, a weekday, or a day relative to today (`yesterday`, `last year`)."""
    TIME = "time"
    """A time of day."""
    PERIOD = "period"
    """A century, a decade, a season."""
    VAGUE = "vague"
    """`several minutes`, `thousands`: a size without a number."""
    CODE = "code"
    """Version, part number, telephone number: every character counts."""


class Bound(StrEnum):
    """What the number bounds."""

    NONE = ""
    MORE = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="
    ABOUT = "~"
    ALMOST = "~<"
    NOT = "≠"


@dataclass(frozen=True, slots=True)
class Quantity:
    """Two quantities say the same when kind, value, high, unit, rate and bound are equal."""

    kind: QuantityKind
    value: Value
    """A number in the base unit of its dimension, signed; `2024-06-05`, `2024-06`, `--06-05`, `--06`,
    `weekday-1` or `day-1` (yesterday) for a date; `15:00` for a time; `century-19`; a code without the
    spaces and hyphens that group its digits."""
    start: int
    """In the sentence, with currency, sign and bound."""
    end: int
    text: str
    """As it is written."""
    unit: str = ""
    """Base unit (`m`, `g`, `s`, `month`), currency (`EUR`), or the zone of a time; empty for none."""
    rate: str = ""
    """What it is measured by: `day` in `twice a day`, `h` in `km/h`; `ago` behind a span of time."""
    bound: Bound = Bound.NONE
    high: Value | None = None
    """The upper end of a range."""
    written_unit: str = ""
    """The unit before it was reduced to its base."""
    is_weak: bool = False
    """Perhaps no quantity: `one`, `first`, `a week`. Counts only against another quantity."""
    precision: int = -1
    """Digits behind the point, -1 where it was not written in digits: `7.2` may not be `7.20`."""

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def sign(self) -> int:
        """-1, 0 or 1; 0 also for what is no number."""
        return (self.value > 0) - (self.value < 0) if isinstance(self.value, Fraction) else 0

    @property
    def key(self) -> tuple[object, ...]:
        return self.kind, self.value, self.high, self.unit, self.rate, self.bound
