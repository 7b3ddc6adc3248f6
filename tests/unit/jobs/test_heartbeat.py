"""A process that works goes on saying so, whatever happens to the database meanwhile."""

import threading

import pytest
import structlog

from app.domain.errors import StatementRejected, StoreUnavailable
from app.jobs.heartbeat import Heartbeat
from app.jobs.worker import WorkerIdentity

PLACE = WorkerIdentity(worker_pid=1)


@pytest.mark.parametrize(
    "error",
    [
        StoreUnavailable("read-only"),
        StatementRejected("no such table"),
        RuntimeError("pool"),
        OSError("socket"),
    ],
)
def test_a_beat_that_fails_is_followed_by_the_next(error):
    beaten, again = [], threading.Event()

    def beat(process_id):
        beaten.append(process_id)
        if len(beaten) in {2, 3}:
            raise error
        if len(beaten) > 3:
            again.set()

    heartbeat = Heartbeat(beat, interval_seconds=0.001)
    with structlog.testing.capture_logs() as logs:
        heartbeat.ensure(PLACE)
        assert again.wait(30)
        heartbeat.stop()

    assert len(set(beaten)) == 1
    assert [entry["event"] for entry in logs] == ["heartbeat.missed"] * 2


def test_a_first_beat_that_fails_is_said_to_whoever_wants_to_work_and_tried_again():
    failures = [StoreUnavailable("away")]

    def beat(_process_id):
        if failures:
            raise failures.pop()

    heartbeat = Heartbeat(beat, interval_seconds=60)
    with pytest.raises(StoreUnavailable):
        heartbeat.ensure(PLACE)
    heartbeat.ensure(PLACE)
    heartbeat.stop()

    assert heartbeat.process_id


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_ended_is_started_again_under_the_same_name():
    beaten, ended, again = [], threading.Event(), threading.Event()

    def beat(process_id):
        beaten.append(process_id)
        if len(beaten) == 2:
            ended.set()
            raise SystemExit
        if len(beaten) > 3:
            again.set()

    heartbeat = Heartbeat(beat, interval_seconds=0.001)
    heartbeat.ensure(PLACE)
    assert ended.wait(30)
    for thread in threading.enumerate():
        if thread.name == "copydesk-heartbeat":
            thread.join(30)

    heartbeat.ensure(PLACE)

    assert again.wait(30)
    heartbeat.stop()
    assert len(set(beaten)) == 1
