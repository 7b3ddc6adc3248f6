"""How long a provider asks us to wait. Pure."""

import email.utils
import math
from collections.abc import Mapping
from datetime import UTC, datetime

LONGEST_WAIT = 900.0
"""Seconds. Servers send a year or infinity; whatever they mean, another try is worth it sooner, and on Redis
a longer wait would exceed the visibility timeout."""


def retry_after(headers: Mapping[str, str], *, now: datetime | None = None) -> float | None:
    """Seconds from 0 to LONGEST_WAIT, from `retry-after-ms` or `Retry-After` (seconds or a date).

    None without either, and for what is neither a number nor a date.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return _within(milliseconds / 1000)
    header = headers.get("retry-after")
    if header is None:
        return None
    seconds = _number(header)
    return _until(header, now or datetime.now(UTC)) if seconds is None else _within(seconds)


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text is not None else math.nan
    except ValueError:
        return None
    return None if math.isnan(number) else number


def _until(header: str, now: datetime) -> float | None:
    try:
        moment = email.utils.parsedate_to_datetime(header)
    except (ValueError, OverflowError, TypeError):
        return None
    # A zone of -0000 is read as a time without one.
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return _within((moment - now).total_seconds())


def _within(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST_WAIT)
