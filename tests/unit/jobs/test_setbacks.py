"""Pauses after a database that could not be used."""

from app.jobs.setbacks import LONGEST_DELAY_SECONDS, LONGEST_PAUSE_SECONDS, MOST_JOBS, Setbacks


def test_each_delay_of_a_job_is_twice_the_last_up_to_the_longest():
    setbacks = Setbacks()

    delays = [setbacks.note("a") for _ in range(12)]

    assert delays[:4] == [0.2, 0.4, 0.8, 1.6]
    assert delays[-1] == LONGEST_DELAY_SECONDS


def test_a_process_waits_longer_the_more_jobs_fail_in_a_row():
    setbacks = Setbacks()
    pauses = []
    for number in range(10):
        setbacks.note(f"job {number}")
        pauses.append(setbacks.pause())

    assert pauses[:3] == [0.2, 0.4, 0.8]
    assert pauses[-1] == LONGEST_PAUSE_SECONDS


def test_a_job_that_ends_frees_the_process_and_another_jobs_delay_stays():
    setbacks = Setbacks()
    for job in ("a", "a", "b"):
        setbacks.note(job)

    setbacks.forget("b")

    assert setbacks.pause() == 0
    assert (setbacks.note("a"), setbacks.note("b")) == (0.8, 0.2)


def test_a_thousand_jobs_are_remembered_and_a_very_long_row_is_no_overflow():
    setbacks = Setbacks()
    for number in range(MOST_JOBS + 1):
        setbacks.note(str(number))
    for _ in range(5000):
        setbacks.note("a")

    assert setbacks.note("0") == 0.2
    assert setbacks.note("a") == LONGEST_DELAY_SECONDS
