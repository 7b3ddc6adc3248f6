"""The doorbell at real brokers: few messages whatever is rung, and none missing after a flush."""

import pytest

from app.config.settings import load_settings
from app.domain.priority import Priority
from app.domain.work import EVALUATE, REWRITE, WorkMessage
from app.tasks.wakeups import Doorbell
from celery_worker.build import make_celery

WINDOW = 5


@pytest.fixture(params=["redis_url", "rabbitmq_url"])
def doorbell(request, tmp_path):
    url = request.getfixturevalue(request.param)
    settings = load_settings({"COPYDESK_HOME": str(tmp_path), "CELERY_BROKER_URL": url})
    made = Doorbell(make_celery(settings), broker_url=url, window=WINDOW)
    made.empty = lambda: _purge(made)
    made.empty()
    yield made
    made.empty()
    made._app.close()


def _purge(doorbell):
    with doorbell._app.connection_for_write() as connection, connection.channel() as channel:
        for queue in ("evaluation", "rewrite"):
            doorbell._app.amqp.queues[queue].bind(channel).declare()
            channel.queue_purge(queue)


def rings(count, task=EVALUATE):
    return [WorkMessage(f"{number:026}", task, Priority.NORMAL) for number in range(count)]


def test_a_backlog_leaves_no_more_messages_than_the_window(doorbell):
    doorbell(rings(300))
    for message in rings(40):
        doorbell([message])

    assert doorbell.waiting("evaluation") == WINDOW


def test_each_queue_has_a_window_of_its_own(doorbell):
    doorbell([*rings(50), *rings(50, REWRITE)])

    assert (doorbell.waiting("evaluation"), doorbell.waiting("rewrite")) == (WINDOW, WINDOW)


def test_a_flushed_broker_is_filled_again(doorbell):
    doorbell(rings(50))
    doorbell.empty()
    doorbell(rings(50))

    assert doorbell.waiting("evaluation") == WINDOW


def test_a_ring_is_sent_as_soon_as_one_was_taken(doorbell):
    doorbell(rings(WINDOW))
    with doorbell._app.connection_for_read() as connection, connection.channel() as channel:
        taken = doorbell._app.amqp.queues["evaluation"].bind(channel).get()
        taken.ack()
    doorbell(rings(1))

    assert doorbell.waiting("evaluation") == WINDOW


def test_a_broker_that_is_away_stops_nobody_and_is_left_alone_for_a_while(tmp_path):
    url = "redis://127.0.0.1:1/0"
    settings = load_settings({"COPYDESK_HOME": str(tmp_path), "CELERY_BROKER_URL": url})
    doorbell = Doorbell(make_celery(settings), broker_url=url, window=WINDOW)

    doorbell(rings(1))
    first = doorbell._silent_until
    doorbell(rings(1))

    assert first > 0
    assert doorbell._silent_until == first


def test_a_connection_that_was_cut_is_replaced(doorbell):
    doorbell(rings(WINDOW))
    with doorbell._app.pool.acquire(block=True) as connection:
        connection.ensure_connection(max_retries=1)
        connection.transport.close_connection(connection.connection)

    assert doorbell.waiting("evaluation") == WINDOW
