"""The operators' runbook, command by command, each as it is written there."""

import json
import shlex
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

from app.config.settings import load_settings
from celery_worker.build import celery_client, make_celery
from celery_worker.queues import QUEUES
from tests.support.processes import REPOSITORY, belonging_to, environ, started
from tests.support.services import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

CELERY = "celery -A celery_worker.celery_app"
WORKER = f"{CELERY} worker --loglevel=warning"
WORKERS = {
    "evaluation": f"{WORKER} --concurrency=4 --queue=evaluation --hostname=evaluation@%h",
    "rewrite": f"{WORKER} --concurrency=2 --queue=rewrite --hostname=rewrite@%h",
    "escalation": f"{WORKER} --concurrency=2 --queue=escalation --hostname=escalation@%h",
    "default": f"{WORKER} --concurrency=4 --queue=celery --hostname=default@%h",
}
AUTORELOAD = (
    f"watchmedo auto-restart --directory=./app --pattern=*.py --recursive -- {CELERY} worker --loglevel=info"
)


@pytest.fixture
def desk(tmp_path, redis_url):
    """A state folder with its database, on a broker of this test's own."""
    from app.db.migrate import upgrade

    settings = load_settings({"COPYDESK_HOME": str(tmp_path / "state"), "CELERY_BROKER_URL": redis_url})
    settings.state_dir.mkdir()
    upgrade(settings.database_url)
    return settings


def run(command: str, desk, *, answer: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        shlex.split(command),
        env=environ(desk.state_dir, CELERY_BROKER_URL=desk.broker_url, **more),
        cwd=REPOSITORY,
        input=answer,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def background(command: str, desk, *, cwd: Path = REPOSITORY, **more: str):
    return started(shlex.split(command), desk.state_dir, cwd=cwd, CELERY_BROKER_URL=desk.broker_url, **more)


def mains(desk) -> set[int]:
    """The processes that are workers, and not the watcher around them."""
    return {
        number
        for number, command in belonging_to(desk.state_dir).items()
        if " worker " in command and "watchmedo" not in command
    }


def asked(question: str, desk) -> str:
    """What `inspect` prints for people."""
    done = run(f"{CELERY} inspect {question}", desk)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def replies(command: str, desk) -> dict[str, object]:
    """The answers of an inspect command, by worker."""
    done = run(f"{CELERY} inspect {command} --json", desk)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_one_worker_serves_every_queue_and_answers_every_question(desk):
    with background(f"{CELERY} worker --loglevel=info", desk) as worker:
        worker.wait_for(" ready.")
        assert "OK" in asked("ping", desk)
        assert "- empty -" in asked("active", desk)
        assert "* tasks.health_check" in asked("registered", desk)
        queues = asked("active_queues", desk)
        assert [queue for queue in QUEUES if f"'name': '{queue}'" in queues] == list(QUEUES)
        [stats] = replies("stats", desk).values()
        assert stats["pool"]["max-tasks-per-child"] == 1000
        assert stats["pool"]["timeouts"] == [270.0, 300.0]
        assert stats["prefetch_count"] == stats["pool"]["max-concurrency"]

        louder = run(f"{CELERY} control log_level debug", desk)
        assert "log level debug; each process follows" in louder.stdout, louder.stderr
        misspelt = run(f"{CELERY} control add_consumer nosuch", desk)
        assert misspelt.returncode == 2
        assert "there is no queue nosuch: the queues are evaluation" in misspelt.stderr

        called = run(f"{CELERY} call tasks.health_check", desk)
        assert called.returncode == 0
        with celery_client(desk) as app:
            report = app.AsyncResult(called.stdout.strip()).get(timeout=60)
        assert report["ok"], report
        assert report["queue"] == "celery"

        assert worker.end(signal.SIGTERM) == 0


def test_four_workers_each_serve_their_own_queue(desk):
    with (
        background(WORKERS["evaluation"], desk),
        background(WORKERS["rewrite"], desk),
        background(WORKERS["escalation"], desk),
        background(WORKERS["default"], desk),
    ):
        wait_until(
            lambda: run(f"{CELERY} inspect ping", desk).stdout.count("pong") == 4,
            seconds=90,
            what="four workers answer",
        )
        served = {
            name.partition("@")[0]: [queue["name"] for queue in queues]
            for name, queues in replies("active_queues", desk).items()
        }
        sizes = {
            name.partition("@")[0]: stats["pool"]["max-concurrency"]
            for name, stats in replies("stats", desk).items()
        }

        assert served == {
            "evaluation": ["evaluation"],
            "rewrite": ["rewrite"],
            "escalation": ["escalation"],
            "default": ["celery"],
        }
        assert sizes == {"evaluation": 4, "rewrite": 2, "escalation": 2, "default": 4}


def test_purge_asks_and_empties_all_four_queues(desk):
    for queue in QUEUES:
        assert run(f"{CELERY} call tasks.health_check --queue={queue}", desk).returncode == 0

    refused = run(f"{CELERY} purge", desk, answer="n\n")
    purged = run(f"{CELERY} purge", desk, answer="y\n")
    again = run(f"{CELERY} purge -f", desk)

    assert "Purged" not in refused.stdout
    assert "Purged 4 messages from 4 known task queues." in purged.stdout
    assert "No messages purged from 4 queues" in again.stdout


def test_a_queue_that_does_not_exist_is_refused_in_a_sentence(desk):
    done = run(f"{CELERY} worker --queue=evalution", desk)

    assert done.returncode == 1
    assert (
        "there is no queue evalution: the queues are evaluation, rewrite, escalation, celery" in done.stderr
    )
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_refused_in_a_sentence(desk):
    done = run(f"{CELERY} worker", desk, CELERY_TASK_TIME_LIMIT="100")

    assert done.returncode == 1
    assert done.stderr.startswith("copydesk: CELERY_TASK_TIME_LIMIT (100 s) must be longer than")
    assert "Traceback" not in done.stderr


def test_an_engine_made_at_import_refuses_the_start_in_a_sentence(desk, tmp_path):
    plugin = tmp_path / "careless.py"
    plugin.write_text("import sqlalchemy\nengine = sqlalchemy.create_engine('sqlite://')\n")

    with background(f"{CELERY} worker --include=careless", desk, cwd=tmp_path) as worker:
        assert worker.process.wait(60) == 1
        assert "copydesk: created before the worker forks: sqlalchemy.engine.base.Engine" in worker.said()
        assert "Traceback" not in worker.said()


def test_flower_shows_the_workers(desk):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def answers() -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthcheck", timeout=2) as reply:
            return reply.status == 200

    with background(f"{CELERY} flower", desk, FLOWER_PORT=str(port), FLOWER_ADDRESS="127.0.0.1") as flower:
        wait_until(answers, seconds=60, what="flower answers")
        assert flower.process.poll() is None
        flower.end(signal.SIGTERM)


def test_watchmedo_restarts_the_worker_when_python_code_is_saved(desk, tmp_path):
    code = tmp_path / "app"
    code.mkdir()

    with background(AUTORELOAD, desk, cwd=tmp_path) as reloaded:
        reloaded.wait_for(" ready.")
        first = mains(desk)
        (code / "notes.txt").write_text("not Python")
        assert "OK" in asked("ping", desk), "a file that is no Python restarts nothing"
        assert mains(desk) == first
        (code / "edited.py").write_text("VERSION = 2\n")

        reloaded.wait_for(" ready.", times=2)
        assert "OK" in asked("ping", desk)
        assert not mains(desk) & first, "the worker is another process"
        reloaded.end(signal.SIGTERM)
        wait_until(lambda: not mains(desk), seconds=30, what="no worker is left")


def test_an_unknown_task_and_a_message_that_is_no_json_become_dead_letters(desk):
    from app.workflow.bootstrap import build_services

    app = make_celery(desk)
    services = build_services(desk)

    def dead_letters() -> dict[str, str]:
        with services.store.read() as tx:
            return {dead_letter.task_name: dead_letter.error for dead_letter in tx.dead_letters.open(10)}

    try:
        with background(f"{CELERY} worker --loglevel=info --concurrency=1", desk) as worker:
            worker.wait_for(" ready.")
            app.send_task("rewrite.from_the_future", args=["w1"])
            with app.producer_pool.acquire(block=True) as producer:
                producer.publish(
                    b"\x80\x04N.",
                    content_type="application/x-python-serialize",
                    content_encoding="binary",
                    exchange="celery",
                    routing_key="celery",
                    headers={"task": "tasks.sweep", "id": "7"},
                )

            wait_until(lambda: len(dead_letters()) == 2, seconds=30, what="two dead letters")
            errors = dead_letters()
            assert "no worker here has a task" in errors["rewrite.from_the_future"]
            assert "cannot be read as a task" in errors["tasks.sweep"]
    finally:
        services.close()
