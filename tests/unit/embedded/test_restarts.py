"""A dead child: when it starts again, and when it is hopeless."""

from app.embedded.restarts import LONGEST_PAUSE, MOST_QUICK_DEATHS, Restarts


def deaths(*lives: float) -> list[float | None]:
    history, now, pauses = Restarts(), 0.0, []
    for life in lives:
        history.started(now)
        now += life
        pauses.append(history.died(now))
    return pauses


def test_each_quick_death_doubles_the_pause_up_to_a_limit():
    assert deaths(*[1.0] * MOST_QUICK_DEATHS) == [1.0, 2.0, 4.0, 8.0, LONGEST_PAUSE]


def test_one_quick_death_too_many_is_hopeless():
    assert deaths(*[1.0] * (MOST_QUICK_DEATHS + 1))[-1] is None


def test_a_long_life_begins_the_count_again():
    assert deaths(1.0, 1.0, 300.0, 1.0) == [1.0, 2.0, 1.0, 2.0]


def test_a_start_clears_what_was_planned():
    history = Restarts()
    history.started(0.0)
    history.died(1.0)
    history.started(2.0)

    assert history.due_at is None
