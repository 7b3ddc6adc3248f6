"""The wakeups at real brokers: few messages whatever is rung, and none missing after a flush."""

import pytest

from app.config.settings import load_settings
from app.domain.jobs import EVALUATE, REWRITE, JobMessage
from app.domain.priority import Priority
from app.tasks.wakeups import WakeupSender
from celery_worker.build import make_celery

WINDOW = 5


@pytest.fixture(params=["redis_url", "rabbitmq_url"])
def wakeups(request, tmp_path):
    url = request.getfixturevalue(request.param)
    settings = load_settings({"COPYDESK_HOME": str(tmp_path), "CELERY_BROKER_URL": url})
    made = WakeupSender(make_celery(settings), broker_url=url, window=WINDOW)
    made.empty = lambda: _purge(made)
    made.empty()
    yield made
    made.empty()
    made._app.close()


def _purge(wakeups):
    with wakeups._app.connection_for_write() as connection, connection.channel() as channel:
        for queue in ("evaluation", "rewrite"):
            wakeups._app.amqp.queues[queue].bind(channel).declare()
            channel.queue_purge(queue)


def rings(count, task=EVALUATE):
    return [JobMessage(f"{number:026}", task, Priority.NORMAL) for number in range(count)]


def test_a_backlog_leaves_no_more_messages_than_the_window(wakeups):
    wakeups(rings(300))
    for message in rings(40):
        wakeups([message])

    assert wakeups.waiting("evaluation") == WINDOW


def test_each_queue_has_a_window_of_its_own(wakeups):
    wakeups([*rings(50), *rings(50, REWRITE)])

    assert (wakeups.waiting("evaluation"), wakeups.waiting("rewrite")) == (WINDOW, WINDOW)


def test_a_flushed_broker_is_filled_again(wakeups):
    wakeups(rings(50))
    wakeups.empty()
    wakeups(rings(50))

    assert wakeups.waiting("evaluation") == WINDOW


def test_a_ring_is_sent_as_soon_as_one_was_taken(wakeups):
    wakeups(rings(WINDOW))
    with wakeups._app.connection_for_read() as connection, connection.channel() as channel:
        taken = wakeups._app.amqp.queues["evaluation"].bind(channel).get()
        taken.ack()
    wakeups(rings(1))

    assert wakeups.waiting("evaluation") == WINDOW


def test_a_broker_that_is_away_stops_nobody_and_is_left_alone_for_a_while(tmp_path):
    url = "redis://127.0.0.1:1/0"
    settings = load_settings({"COPYDESK_HOME": str(tmp_path), "CELERY_BROKER_URL": url})
    wakeups = WakeupSender(make_celery(settings), broker_url=url, window=WINDOW)

    wakeups(rings(1))
    first = wakeups._silent_until
    wakeups(rings(1))

    assert first > 0
    assert wakeups._silent_until == first


def test_a_connection_that_was_cut_is_replaced(wakeups):
    wakeups(rings(WINDOW))
    with wakeups._app.pool.acquire(block=True) as connection:
        connection.ensure_connection(max_retries=1)
        connection.transport.close_connection(connection.connection)

    assert wakeups.waiting("evaluation") == WINDOW
