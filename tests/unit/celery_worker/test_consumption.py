"""When a worker is taken for one that no longer consumes."""

from celery_worker.consumption import Consumption


def fresh() -> Consumption:
    return Consumption(deaf_after_seconds=90, busy_at_most_seconds=390)


def test_a_worker_that_asked_for_nothing_may_wait_for_ever():
    assert fresh().stuck(1e9, is_full=False) == ""


def test_a_message_that_never_comes_makes_it_stuck_and_the_next_one_well_again():
    one = fresh()
    one.asked(10)
    one.asked(95)  # the first counts

    assert one.stuck(100, is_full=False) == ""
    assert "no message arrived for 90 s" in one.stuck(101, is_full=False)
    one.received()
    assert one.stuck(102, is_full=False) == ""


def test_a_full_pool_need_not_read_but_not_longer_than_a_task_may_take():
    one = fresh()
    one.asked(0)

    assert one.stuck(200, is_full=True) == ""
    assert one.stuck(590, is_full=True) == ""
    assert "too long for tasks" in one.stuck(591, is_full=True)
    assert one.stuck(592, is_full=False) == ""


def test_one_whose_queues_an_operator_cancelled_is_left_in_peace():
    one = fresh()
    one.asked(0)

    assert one.stuck(1000, is_full=False, is_listening=False) == ""
    assert one.stuck(1001, is_full=False, is_listening=True) == ""
