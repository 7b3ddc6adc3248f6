"""The second broker: the same app on RabbitMQ, with priorities the other way round."""

import signal

import pytest
import sqlalchemy as sa

from app.config.settings import load_settings
from app.db.migrate import upgrade
from app.domain.policy import Policy
from app.domain.priority import Priority, broker_priority
from app.tasks.wakeups import celery_wakeups
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from celery_worker.build import celery_client
from celery_worker.canary import ask_queues, exit_code
from tests.support.processes import BIN, REPOSITORY, started
from tests.support.services import wait_until

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


def test_what_was_submitted_over_redis_is_done_over_rabbitmq(tmp_path, redis_url, rabbitmq_vhost):
    place = {"COPYDESK_HOME": str(tmp_path / "state"), "COPYDESK_SWEEP_INTERVAL": "1"}
    settings = load_settings({**place, "CELERY_BROKER_URL": redis_url})
    settings.state_dir.mkdir()
    upgrade(settings.database_url)
    with celery_client(settings) as app:
        services = build_services(settings, notify=celery_wakeups(app, broker_url=redis_url))
        for number in range(6):
            source = f"# Article {number}\n\n" + f"The council of town {number} met on Monday. " * 40
            Application(services).submit(
                source.encode(), path=f"{number}.md", policy=Policy(), run_id="moved"
            )

    def evaluated():
        with services.store.read() as tx:
            return tx.session.scalar(sa.text("SELECT count(*) FROM evaluations"))

    more = {"CELERY_BROKER_URL": rabbitmq_vhost, "COPYDESK_SWEEP_INTERVAL": "1"}
    with started([*WORKER, "--queues=evaluation"], settings.state_dir, cwd=REPOSITORY, **more):
        wait_until(lambda: evaluated() >= 6, seconds=90, what="the workers of the other broker find the work")

    assert evaluated() == 6, "each of them once"
    services.close()


def test_urgent_is_the_highest_number_there():
    numbers = [broker_priority(priority, "amqp://h/v") for priority in Priority]

    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] == 9
