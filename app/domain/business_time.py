"""Deadlines in working hours: a pure function of start, length and calendar."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.escalation_policy import Calendar

LONGEST_DAYS = 3_660
"""Ten years: a calendar without a single working hour in that time is a mistake, not a deadline."""
MIDNIGHT = time(0)


def never(_day: date) -> bool:
    return False


def deadline_after(
    start: datetime,
    duration: timedelta,
    calendar: Calendar,
    is_holiday: Callable[[date], bool] = never,
) -> datetime:
    """The time, in UTC, at which `duration` of working time has passed since `start`.

    Hours are local to the calendar's zone, so that a desk opens at nine before and after the clocks
    change; elapsed time is real time. Raises ValueError when there is no working hour within ten years,
    and for an unknown time zone.
    """
    zone = ZoneInfo(calendar.time_zone)
    left = duration
    day = start.astimezone(zone).date()
    for _ in range(LONGEST_DAYS):
        if _is_working_day(day, calendar, is_holiday):
            opens, closes = _hours(day, calendar, zone)
            begin = max(start.astimezone(UTC), opens)
            if begin < closes:
                if closes - begin >= left:
                    return begin + left
                left -= closes - begin
        day += timedelta(days=1)
    raise ValueError(f"no {duration} of working time within ten years of {start:%Y-%m-%d}")


def _is_working_day(day: date, calendar: Calendar, is_holiday: Callable[[date], bool]) -> bool:
    return day.weekday() in calendar.days and day not in calendar.holidays and not is_holiday(day)


def _hours(day: date, calendar: Calendar, zone: ZoneInfo) -> tuple[datetime, datetime]:
    last = day + timedelta(days=1) if calendar.closes == MIDNIGHT else day
    opens = datetime.combine(day, calendar.opens, zone)
    closes = datetime.combine(last, calendar.closes, zone)
    return opens.astimezone(UTC), closes.astimezone(UTC)
