"""The database's clock, read now and then and continued in between, whatever this machine's clock does."""

from datetime import UTC, datetime, timedelta

from app.db.clock import FRESH_SECONDS, DatabaseClock

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


class Times:
    """A server's clock and this process's monotonic one."""

    def __init__(self):
        self.server, self.monotonic, self.readings, self.slow = NOON, 100.0, 0, 0.0

    def read(self, _session):
        self.readings += 1
        self.monotonic += self.slow
        return self.server

    def passes(self, seconds):
        self.server += timedelta(seconds=seconds)
        self.monotonic += seconds


def clock_of(times):
    clock = DatabaseClock(times.read, monotonic=lambda: times.monotonic)
    clock.follow(None)
    return clock


def test_the_time_is_the_servers_and_goes_on_between_two_readings():
    times = Times()
    clock = clock_of(times)

    times.passes(FRESH_SECONDS / 2)
    clock.follow(None)

    assert clock.now() == NOON + timedelta(seconds=FRESH_SECONDS / 2)
    assert times.readings == 1
    assert clock.steady_seconds() == float("inf")


def test_a_server_whose_clock_was_set_is_followed_and_the_step_remembered():
    times = Times()
    clock = clock_of(times)

    times.passes(60)
    times.server += timedelta(hours=1)
    clock.follow(None)
    assert clock.now() == NOON + timedelta(hours=1, seconds=60)
    assert clock.steady_seconds() == 0

    times.passes(10)
    clock.follow(None)
    assert clock.steady_seconds() == 10


def test_a_clock_that_drifts_a_little_was_not_set():
    times = Times()
    clock = clock_of(times)

    times.passes(60)
    times.server += timedelta(seconds=0.5)
    clock.follow(None)

    assert clock.steady_seconds() == float("inf")


def test_a_reading_that_took_long_says_nothing():
    times = Times()
    clock = clock_of(times)

    times.passes(60)
    times.slow = 30
    clock.follow(None)

    assert clock.now() == NOON + timedelta(seconds=90)
    assert clock.steady_seconds() == float("inf")
