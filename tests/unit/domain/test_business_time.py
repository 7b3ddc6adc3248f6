from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.business_time import deadline_after
from app.domain.escalation_policy import Calendar
from app.platform.holidays import public_holidays

OFFICE = Calendar()
BERLIN = Calendar(time_zone="Europe/Berlin", country="DE-BY")
ALWAYS = Calendar(opens=time(0), closes=time(0), days=frozenset(range(7)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-01-05T09:00", 8, "2026-01-05T17:00"),
        ("2026-01-05T16:00", 2, "2026-01-06T10:00"),
        ("2026-01-09T16:00", 2, "2026-01-12T10:00"),
        ("2026-01-10T12:00", 1, "2026-01-12T10:00"),
        ("2026-01-05T03:00", 1, "2026-01-05T10:00"),
        ("2026-01-05T18:00", 1, "2026-01-06T10:00"),
        ("2026-01-05T09:00", 40, "2026-01-09T17:00"),
    ],
)
def test_only_working_hours_count(start, hours, end):
    assert deadline_after(at(start), timedelta(hours=hours), OFFICE) == at(end)


def test_public_holidays_of_the_state_are_free():
    # 6 January is Epiphany: free in Bavaria, worked in Berlin.
    start, hours = at("2026-01-05T15:00"), timedelta(hours=2)

    assert deadline_after(start, hours, BERLIN, public_holidays("DE-BY")) == at("2026-01-07T09:00")
    assert deadline_after(start, hours, BERLIN, public_holidays("DE-BE")) == at("2026-01-06T09:00")


def test_a_desk_opens_at_nine_before_and_after_the_clocks_change():
    # Summer time began in Berlin on Sunday, 29 March 2026.
    friday, hour = at("2026-03-27T16:00"), timedelta(hours=1)

    assert deadline_after(friday, hour, BERLIN) == at("2026-03-30T08:00")


def test_own_free_days_are_free():
    calendar = Calendar(holidays=(date(2026, 1, 6),))

    assert deadline_after(at("2026-01-05T17:00"), timedelta(hours=1), calendar) == at("2026-01-07T10:00")


def test_a_calendar_in_which_nobody_works_is_refused_and_does_not_hang():
    with pytest.raises(ValueError, match="ten years"):
        deadline_after(at("2026-01-05T09:00"), timedelta(hours=1), OFFICE, lambda _day: True)
    with pytest.raises(ValueError, match="working days"):
        Calendar(days=frozenset())
    with pytest.raises(ValueError, match="cannot close"):
        Calendar(opens=time(17), closes=time(9))


def test_an_unknown_country_is_named():
    with pytest.raises(ValueError, match="XX"):
        public_holidays("XX")


FIRST = datetime(2020, 1, 1, tzinfo=UTC)
moments = st.integers(0, 15 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
lengths = st.integers(0, 60 * 24 * 20).map(lambda minutes: timedelta(minutes=minutes))


@given(moments, lengths)
def test_round_the_clock_it_is_plain_addition(start, length):
    assert deadline_after(start, length, ALWAYS) == start + length


@given(moments, lengths, lengths)
def test_a_deadline_in_two_parts_is_the_deadline_of_the_whole(start, first, second):
    middle = deadline_after(start, first, BERLIN)

    assert deadline_after(middle, second, BERLIN) >= middle
    if second:
        assert deadline_after(middle, second, BERLIN) == deadline_after(start, first + second, BERLIN)
