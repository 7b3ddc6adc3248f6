"""The second broker: the same app on RabbitMQ, with priorities the other way round."""

import signal

import pytest

from app.db.migrate import upgrade
from app.domain.priority import Priority, broker_priority
from app.settings import load_settings
from celery_worker.build import celery_client
from celery_worker.canary import ask_queues, exit_code
from tests.support.processes import BIN, REPOSITORY, started

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

WORKER = [
    str(BIN / "celery"),
    "-A",
    "celery_worker.celery_app",
    "worker",
    "--loglevel=info",
    "--concurrency=1",
]


@pytest.mark.parametrize("kind", ["classic", "quorum"])
def test_every_queue_answers_over_rabbitmq(tmp_path, rabbitmq_vhost, kind):
    state = tmp_path / "state"
    more = {"CELERY_BROKER_URL": rabbitmq_vhost, "CELERY_TASK_DEFAULT_QUEUE_TYPE": kind}
    settings = load_settings({"COPYDESK_HOME": str(state), **more})
    state.mkdir()
    upgrade(settings.database_url)

    with started(WORKER, state, cwd=REPOSITORY, **more) as worker:
        worker.wait_for(" ready.")
        with celery_client(settings) as app:
            answers = ask_queues(app, deadline_seconds=60)

        assert exit_code(answers) == 0, answers
        assert worker.end(signal.SIGTERM) == 0


def test_urgent_is_the_highest_number_there():
    numbers = [broker_priority(priority, "amqp://h/v") for priority in Priority]

    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] == 9
