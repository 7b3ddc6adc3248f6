"""The canary: silence is an answer too, and it comes before the deadline is long over."""

import time

import pytest

from app.config.settings import load_settings
from celery_worker.build import celery_client
from celery_worker.canary import QueueHealth, ask_queues, exit_code


def settings_for(broker, tmp_path):
    return load_settings({"COPYDESK_HOME": str(tmp_path), "CELERY_BROKER_URL": broker})


def test_a_queue_without_a_worker_is_reported_at_the_deadline(redis_url, tmp_path):
    started = time.monotonic()
    with celery_client(settings_for(redis_url, tmp_path)) as app:
        answers = ask_queues(app, queues=["evaluation", "rewrite"], deadline_seconds=0.5)

    assert time.monotonic() - started < 5
    assert [answer.queue for answer in answers] == ["evaluation", "rewrite"]
    assert all("no worker answered within 0.5 s" in answer.problem for answer in answers)
    assert exit_code(answers) == 1


def test_a_broker_that_is_away_is_said_in_seconds(tmp_path):
    started = time.monotonic()
    with celery_client(settings_for(f"redis+socket://{tmp_path}/none.sock", tmp_path)) as app:
        [answer] = ask_queues(app, queues=["celery"], deadline_seconds=5)

    assert time.monotonic() - started < 15
    assert "cannot be reached" in answer.problem
    assert exit_code([answer]) == 1


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([], 1),
        ([QueueHealth("celery", is_ok=True, worker="w", seconds=0.1)], 0),
        (
            [
                QueueHealth("celery", is_ok=True, worker="w", seconds=0.1),
                QueueHealth("rewrite", is_ok=False, worker="", seconds=1, problem="silent"),
            ],
            1,
        ),
    ],
)
def test_the_exit_code_is_0_only_when_all_are_well(answers, code):
    assert exit_code(answers) == code
