"""Postponed work is rung for when it is due, without waiting for the sweep."""

from datetime import timedelta

import pytest

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.domain.policy import Policy
from app.domain.priority import Priority
from app.jobs.wakeup_timer import WakeupTimer
from app.testing import RecordedWakeups
from app.workflow.application import Application, Incoming
from app.workflow.bootstrap import build_services
from tests.support.jobs import claim_job
from tests.support.services import wait_until


@pytest.fixture
def wakeups():
    return RecordedWakeups()


@pytest.fixture
def services(tmp_path, wakeups):
    settings = Settings(state_dir=tmp_path, celery_enabled=False)
    upgrade(settings.database_url)
    made = build_services(settings, notify=wakeups)
    yield made
    made.close()


def test_work_that_was_postponed_is_rung_for_at_its_time(services, wakeups):
    list(
        Application(services).submit_many(
            [Incoming(b"# A\n\nText.\n", "a.md", Policy(), Priority.NORMAL)], run_id="r"
        )
    )
    [message] = wakeups.messages
    claim = claim_job(services)
    with services.store.transaction() as tx:
        tx.jobs.postpone(claim, until=services.clock.now() + timedelta(seconds=0.3), error="busy")
    wakeups.messages.clear()

    WakeupTimer(services.store, wakeups=16)("evaluation", 0.3)

    wait_until(lambda: wakeups.messages, seconds=30, what="the timer wakes")
    assert [one.job_id for one in wakeups.messages] == [message.job_id]
