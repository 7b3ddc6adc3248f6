"""A heartbeat that cannot be written is not a death."""

import pytest

from app.domain.errors import StoreUnavailable
from app.domain.jobs import EVALUATE
from app.jobs.sweep import sweep
from app.jobs.worker import WorkerIdentity
from tests.integration.jobs.test_delivery import only_work
from tests.support.jobs import claim_job, run_job

ELSEWHERE = "another-host.1:1:1:x"


def silent(bench, holder):
    with bench.services.store.transaction() as tx:
        tx.maintenance.beat(holder)
    assert claim_job(bench.services, holder=holder, lease_seconds=600) is not None
    bench.clock.advance(bench.services.settings.heartbeat_stale_seconds + 1)


def test_a_process_that_is_seen_to_run_keeps_its_work_however_long_its_heartbeat_fails(bench):
    bench.submit()
    silent(bench, WorkerIdentity().new_process_id())

    assert sweep(bench.services.engine).taken_back == 0
    assert only_work(bench).crashes == 0


def test_who_could_not_write_its_own_heartbeat_does_not_judge_the_silence_of_others(bench, monkeypatch):
    bench.submit()
    silent(bench, ELSEWHERE)
    heartbeat = bench.services.engine.heartbeat

    def fail(_process_id):
        raise StoreUnavailable("too many clients already")

    monkeypatch.setattr(heartbeat, "_beat", fail)
    with pytest.raises(StoreUnavailable):
        heartbeat.ensure(WorkerIdentity())
    assert sweep(bench.services.engine).taken_back == 0

    monkeypatch.setattr(heartbeat, "_missed_at", float("-inf"))
    assert sweep(bench.services.engine).taken_back == 1


def test_a_process_that_finds_its_work_taken_says_that_it_did_not_die(bench):
    bench.submit()

    def taken_meanwhile(claim, services):
        with services.store.transaction() as tx:
            [row] = tx.maintenance.held_by_worker(services.engine.worker.worker)
            tx.maintenance.take_back(row, why="no heartbeat")
        assert only_work(bench).crashes == 1
        with services.store.transaction() as tx:
            tx.jobs.finish(claim)

    bench.behaviour[EVALUATE] = taken_meanwhile

    assert run_job(bench.services) == "superseded"
    assert only_work(bench).crashes == 0
