"""Postponed work is rung for when it is due, without waiting for the sweep."""

from datetime import timedelta

import pytest

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.domain.policy import Policy
from app.domain.priority import Priority
from app.jobs.wakeup_timer import Alarm
from app.testing import RecordedRing
from app.workflow.application import Desk, Incoming
from app.workflow.bootstrap import build_services
from tests.support.services import wait_until


@pytest.fixture
def ring():
    return RecordedRing()


@pytest.fixture
def services(tmp_path, ring):
    settings = Settings(state_dir=tmp_path, celery_enabled=False)
    upgrade(settings.database_url)
    made = build_services(settings, ring=ring)
    yield made
    made.close()


def test_work_that_was_postponed_is_rung_for_at_its_time(services, ring):
    list(
        Desk(services).submit_many(
            [Incoming(b"# A\n\nText.\n", "a.md", Policy(), Priority.NORMAL)], run_id="r"
        )
    )
    [message] = ring.messages
    with services.store.transaction() as tx:
        claim = tx.work.claim(message.work_id, holder="here", lease=timedelta(minutes=1))
        tx.work.postpone(claim, until=services.clock.now() + timedelta(seconds=0.3), error="busy")
    ring.messages.clear()

    Alarm(services.store, rings=16)("evaluation", 0.3)

    wait_until(lambda: ring.messages, seconds=30, what="the alarm rings")
    assert [one.work_id for one in ring.messages] == [message.work_id]
