"""`copydesk up` with real processes: it starts, watches, stops, and leaves nothing behind however it ends."""

import os
import re
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from app.config.settings import load_settings
from app.embedded.lock import StateLock
from app.embedded.supervisor import Pipeline
from celery_worker.build import celery_client
from celery_worker.canary import ask_queues, exit_code
from celery_worker.queues import QUEUES
from tests.support.processes import BIN, REPOSITORY, belonging_to, environ, started
from tests.support.services import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

UP = [str(BIN / "copydesk"), "up"]
UP_SMALL = [*UP, "--queue", "escalation"]


@pytest.fixture(autouse=True)
def _children_run_this_code(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))


def health(settings, queues=QUEUES, seconds=60):
    with celery_client(settings) as app:
        return ask_queues(app, queues=queues, deadline_seconds=seconds)


def nothing_is_left(state):
    wait_until(lambda: not belonging_to(state), seconds=15, what=f"no process left of {belonging_to(state)}")
    assert not (state / "redis.sock").exists()
    with StateLock(state):
        return True


def test_it_starts_every_queue_which_then_answers_and_stops_on_sigterm_without_a_trace(tmp_path):
    state = tmp_path / "state"
    with started(UP, state) as up:
        up.wait_for(" ready.", times=4)
        answers = health(up.settings)

        assert exit_code(answers) == 0, answers
        assert [answer.queue for answer in answers] == list(QUEUES)
        assert {answer.worker.partition("@")[0] for answer in answers} == {
            "evaluation",
            "rewrite",
            "escalation",
            "default",
        }
        assert {check["name"] for check in answers[0].checks} == {
            "broker",
            "database",
            "migrations",
            "detector",
            "disk",
        }
        up.wait_for("set up the first admin (one-time link): ")
        # Searched for one by one: between the desk's two lines there may be one of another process.
        desk = re.search(r"desk is at (\S+)", up.said())
        link = re.search(r"first admin \(one-time link\): (\S+)", up.said())
        assert desk is not None
        assert link is not None
        assert httpx.get(f"{desk[1]}/healthz", timeout=20).text == "ok\n"
        assert "Welcome to the desk" in httpx.get(link[1], timeout=20).text

        assert up.end(signal.SIGTERM) == 0
        assert nothing_is_left(state)


def test_a_port_that_is_taken_is_said_before_anything_starts(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = subprocess.run(
            UP,
            env=environ(tmp_path, COPYDESK_WEB_PORT=port),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert result.returncode == 2
    assert f"cannot listen on 127.0.0.1, port {port}" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "redis").exists()


def test_kill_9_of_the_parent_takes_every_child_and_grandchild_with_it(tmp_path):
    state = tmp_path / "state"
    with started(UP_SMALL, state) as up:
        up.wait_for(" ready.")
        assert len(belonging_to(state)) >= 5, "supervisor, redis, worker, its child, beat"

        up.process.kill()
        up.process.wait(10)

        assert nothing_is_left(state)


def test_a_second_up_on_the_same_folder_is_refused_with_the_firsts_number(tmp_path):
    state = tmp_path / "state"
    with started(UP_SMALL, state) as up:
        up.wait_for("beat started")
        second = subprocess.run(
            UP, env=environ(state), cwd=state, capture_output=True, text=True, timeout=60, check=False
        )

        assert second.returncode != 0
        assert f"process {up.process.pid}" in second.stdout + second.stderr
        assert "Traceback" not in second.stdout + second.stderr


def test_a_killed_worker_and_a_killed_redis_come_back(tmp_path):
    state = tmp_path / "state"
    with started(UP_SMALL, state) as up:
        up.wait_for(" ready.")
        workers = {number for number, command in belonging_to(state).items() if "worker --log" in command}
        servers = {
            number
            for number, command in belonging_to(state).items()
            if "--unixsocket" in command or "redis.sock" in command
        }
        assert workers
        assert servers

        for number in workers | servers:
            os.kill(number, signal.SIGKILL)

        up.wait_for(" ready.", times=2)
        [answer] = health(up.settings, ("escalation",))
        assert answer.is_ok, answer
        assert "next start in 1 s" in up.said()


def test_ctrl_c_reaches_the_parent_alone_and_ends_it_in_order(tmp_path):
    state = tmp_path / "state"
    with started(UP_SMALL, state) as up:
        up.wait_for(" ready.")

        os.killpg(up.process.pid, signal.SIGINT)

        assert up.process.wait(60) == 0
        assert "Warm shutdown" in up.said()
        assert "Traceback" not in up.said()
        assert nothing_is_left(state)


def test_as_a_context_manager_it_is_quiet_and_keeps_logs(tmp_path, capfd):
    settings = load_settings({"COPYDESK_HOME": str(tmp_path / "state")})
    with Pipeline(settings, queues=["celery"], quiet=True) as pipeline:
        [answer] = health(settings, ("celery",))
        assert answer.is_ok, answer
        assert set(pipeline.processes()) == {"redis", "celery", "beat"}
    assert pipeline.processes() == {}
    assert capfd.readouterr() == ("", "")
    assert (settings.state_dir / "logs" / "celery.log").stat().st_size > 0


def test_a_worker_that_cannot_live_ends_the_pipeline_with_its_last_words(tmp_path, monkeypatch):
    monkeypatch.setattr("app.embedded.restarts.MOST_QUICK_DEATHS", 1)
    settings = load_settings({"COPYDESK_HOME": str(tmp_path / "state")})
    broken = [sys.executable, "-c", "raise SystemExit('no luck today')"]

    def break_it(spec):
        return type(spec)(spec.name, broken, spec.environ, spec.folder)

    with Pipeline(settings, queues=["celery"], quiet=True, wrap_worker=break_it) as pipeline:
        assert pipeline.wait(60)

    assert pipeline.failure == "celery died 2 times in a row: no luck today"
    assert nothing_is_left(settings.state_dir)


def test_a_database_that_cannot_be_reached_is_said_at_the_start_and_nothing_stays(tmp_path):
    from app.domain.errors import StoreUnavailable

    settings = load_settings(
        {"COPYDESK_HOME": str(tmp_path / "state"), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    )
    with pytest.raises(StoreUnavailable):
        Pipeline(settings, quiet=True).start()

    assert not settings.embedded_socket.exists()
    with StateLock(settings.state_dir) as lock:
        assert lock.path.exists()
