"""Machines whose clocks disagree, and clocks that are set: the living stay alive, and nothing waits."""

from datetime import datetime, timedelta

import pytest

from app.config.settings import Settings
from app.db.clock import DatabaseClock
from app.db.migrate import upgrade
from app.db.tables.jobs import Job, Schedule, WorkerProcess
from app.domain.jobs import EVALUATE
from app.domain.retry_policy import IDEMPOTENT
from app.jobs.sweep import sweep
from app.platform import clock as platform_clock
from app.testing import FakeClock
from app.workflow.bootstrap import build_services
from tests.integration.jobs.test_delivery import only_work
from tests.support.jobs import claim_job

ELSEWHERE = "another-host.1:1:1:x"
HOUR = timedelta(hours=1)


def beat(services, holder=ELSEWHERE):
    with services.store.transaction() as tx:
        tx.maintenance.beat(holder)


class Ahead(datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + HOUR


def test_a_worker_whose_clock_is_an_hour_ahead_takes_nothing_from_the_living(
    postgres_url, tmp_path, monkeypatch
):
    upgrade(postgres_url)
    settings = Settings(state_dir=tmp_path, database_url=postgres_url)
    other = build_services(settings)
    with other.store.transaction() as tx:
        tx.jobs.add(EVALUATE, subject_id="x", priority=1)
    assert claim_job(other, holder=ELSEWHERE) is not None
    beat(other)
    monkeypatch.setattr("app.db.clock.datetime", Ahead)
    monkeypatch.setattr(platform_clock, "datetime", Ahead)

    ahead = build_services(settings)

    assert sweep(ahead.engine).taken_back == 0
    assert abs(ahead.clock.now() - other.clock.now()) < timedelta(minutes=1)
    ahead.close()
    other.close()


class Stepped:
    """Services whose database's clock a test sets."""

    def __init__(self, url, tmp_path):
        self.server, self.monotonic = FakeClock(), 0.0
        self.clock = DatabaseClock(lambda _session: self.server.now(), monotonic=lambda: self.monotonic)
        self.services = build_services(
            Settings(state_dir=tmp_path, database_url=url),
            clock=self.clock,
            handlers={EVALUATE: (lambda *_: None, IDEMPOTENT)},
        )

    def passes(self, seconds):
        self.server.advance(seconds)
        self.monotonic += seconds


@pytest.fixture(params=["sqlite", "postgresql"])
def stepped(request, tmp_path):
    url = f"sqlite:///{tmp_path / 'test.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    upgrade(url)
    made = Stepped(url, tmp_path)
    with made.services.store.transaction() as tx:
        tx.jobs.add(EVALUATE, subject_id="x", priority=1)
    yield made
    made.services.close()


def test_a_clock_an_hour_ahead_for_one_sweep_declares_nobody_dead(stepped):
    claim_job(stepped.services, holder=ELSEWHERE)
    beat(stepped.services)

    stepped.passes(10)
    stepped.server.advance(3600)
    assert sweep(stepped.services.engine).taken_back == 0

    stepped.passes(10)
    stepped.server.advance(-3600)
    assert sweep(stepped.services.engine).taken_back == 0
    assert only_work(stepped).crashes == 0


def test_a_clock_that_stays_an_hour_ahead_ends_no_lease_early_and_the_dead_are_found_later(stepped):
    claim_job(stepped.services, holder=ELSEWHERE, lease_seconds=600)
    for _ in range(12):
        beat(stepped.services)
        stepped.passes(10)
    stepped.server.advance(3600)
    for _ in range(12):
        beat(stepped.services)
        assert sweep(stepped.services.engine).taken_back == 0
        stepped.passes(10)

    stepped.passes(60)
    assert sweep(stepped.services.engine).taken_back == 1


def test_times_that_a_clock_ahead_stored_are_corrected_at_the_next_sweep(stepped):
    claim_job(stepped.services, holder=ELSEWHERE, lease_seconds=600)
    beat(stepped.services)
    now = stepped.clock.now()
    with stepped.services.store.transaction() as tx:
        tx.maintenance.note_done("sweep")
        for table, field in ((WorkerProcess, "beat_at"), (Schedule, "last_at"), (Job, "due_at")):
            tx.session.query(table).update({field: now + 24 * HOUR})
        assert tx.maintenance.is_due("sweep", every=timedelta(seconds=15))

    sweep(stepped.services.engine)

    with stepped.services.store.read() as tx:
        assert tx.session.get(WorkerProcess, ELSEWHERE).beat_at == now
        assert {row.last_at for row in tx.session.query(Schedule)} == {now}
        lease = timedelta(seconds=stepped.services.settings.lease_seconds)
        assert tx.session.query(Job).one().due_at == now + lease
