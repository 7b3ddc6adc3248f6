"""What the keys of a policy may hold. A reader returns the typed value or raises Unfit with a reason."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

LEVELS = ("error", "warning", "suggestion", "off")
"""What `rule_levels` may say of a rule."""

Reader = Callable[[Any], Any]


class Unfit(ValueError):
    """A value that a key cannot hold; the message goes on where the key's name ended."""


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit(f"must be text in quotes, not {_shown(value)}")
    if not value.strip():
        raise Unfit("must not be empty")
    return value.strip()


def texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Unfit(f'must be a list of texts like ["a", "b"], not {_shown(value)}')
    if not all(item.strip() for item in value):
        raise Unfit("must not hold an empty text")
    return tuple(value)


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit(f"must be true or false, not {_shown(value)}")
    return value


def number(low: float, high: float) -> Reader:
    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise Unfit(f"must be a number, not {_shown(value)}")
        if not low <= value <= high:
            raise Unfit(f"must be from {low:g} to {high:g}, not {value}")
        return float(value)

    return read


def whole_number(low: int, high: int, *, because: str = "") -> Reader:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Unfit(f"must be a whole number, not {_shown(value)}")
        if not low <= value <= high:
            raise Unfit(f"must be from {low} to {high}, not {value}{because}")
        return value

    return read


def dollars(value: Any) -> Decimal | None:
    if value == "unlimited":
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Unfit(f'must be a sum in US dollars like 2.50, or "unlimited", not {_shown(value)}')
    if not 0 <= value <= 1_000_000:
        raise Unfit(f"must be from 0 to 1000000 US dollars, not {value}")
    return Decimal(value)


def one_of(*names: str) -> Reader:
    def read(value: Any) -> str:
        if value not in names:
            raise Unfit(f"must be {' or '.join(repr(name) for name in names)}, not {_shown(value)}")
        return str(value)

    return read


def rule_levels(value: Any) -> dict[str, str]:
    """`{"Google.Passive" = "off"}`: a level by the rule's name."""
    if not isinstance(value, dict):
        raise Unfit(f'must be a table like {{"House.Email" = "error"}}, not {_shown(value)}')
    for name, level in value.items():
        if level not in LEVELS:
            raise Unfit(f"has {name!r}, which must be {', '.join(LEVELS)}, not {_shown(level)}")
    return dict(value)


def each(reader: Callable[[str], Any], collect: Callable[[list[Any]], Any]) -> Reader:
    """A list of texts, every one read by `reader`, gathered by `collect`."""

    def read(value: Any) -> Any:
        return collect([reader(item) for item in texts(value)])

    return read


def _shown(value: Any) -> str:
    names = {dict: "a table", list: "a list", bool: "true or false", int: "a whole number"}
    shown = repr(value) if isinstance(value, str | int | Decimal) else names.get(type(value), str(value))
    return shown if len(shown) <= 60 else shown[:57] + "..."
