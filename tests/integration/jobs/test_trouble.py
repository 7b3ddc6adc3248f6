"""A database that is full, locked or away, and rows of the release before this one."""

import sqlite3
import threading

import pytest
from sqlalchemy import event, text

from app.config.settings import Settings
from app.db.engine import Database, make_engine
from app.db.migrate import upgrade
from app.domain.errors import StoreUnavailable
from app.domain.jobs import EVALUATE
from app.domain.lifecycle import SubmissionStatus
from app.domain.policy import Policy
from app.jobs.consume import consume
from app.jobs.sweep import sweep
from app.jobs.worker import Life
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from tests.integration.jobs.test_delivery import accept, only_work, status_of
from tests.support.jobs import run_job


def test_a_full_disk_is_said_in_a_sentence_and_nothing_is_half_written(tmp_path):
    url = f"sqlite:///{tmp_path / 'full.db'}"
    upgrade(url)
    services = build_services(Settings(state_dir=tmp_path, database_url=url))
    desk = Application(services)
    desk.submit(b"# fits\n", path="fits.md", policy=Policy())
    with services.store.read() as tx:
        pages = tx.session.execute(text("PRAGMA page_count")).scalar_one()
    services.store.database.dispose()
    with sqlite3.connect(tmp_path / "full.db") as connection:
        assert connection.execute("PRAGMA page_count").fetchone()[0] == pages
    event.listen(
        services.store.database.engine,
        "connect",
        lambda raw, _: raw.execute(f"PRAGMA max_page_count={pages}"),
    )

    with pytest.raises(StoreUnavailable, match=r"disk is full.*free some space"):
        desk.submit(b"# does not fit\n" + b"word " * 20_000, path="big.md", policy=Policy())

    assert [one.path for one in desk.newest()] == ["fits.md"]
    with services.store.read() as tx:
        assert tx.session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert tx.session.execute(text("SELECT count(*) FROM work_items")).scalar_one() == 1
    services.close()


def test_a_locked_database_is_said_in_a_sentence(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'locked.db'}"
    upgrade(url)
    monkeypatch.setattr("app.db.engine.BUSY_TIMEOUT_SECONDS", 0.2)
    database = Database(make_engine(url))
    holder = sqlite3.connect(tmp_path / "locked.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    with (
        pytest.raises(StoreUnavailable, match="locked by another process"),
        database.session(writes=True) as session,
    ):
        session.execute(text("SELECT 1"))

    holder.close()
    database.dispose()


def test_work_whose_result_could_not_be_saved_is_done_again_when_the_database_is_back(bench):
    away = [True, True]
    pauses = []

    def save_in_vain(claim, services):
        raise StoreUnavailable("the server closed the connection")

    bench.behaviour[EVALUATE] = save_in_vain
    submission = bench.submit()
    transaction = bench.services.store.transaction
    bench.services.engine.sleep = pauses.append

    def sometimes_away():
        if bench.behaviour[EVALUATE] is save_in_vain and only_work(bench).holder and away:
            away.pop()
            raise StoreUnavailable("still away")
        return transaction()

    bench.services.store.transaction = sometimes_away
    assert run_job(bench.services) == "returned"
    assert pauses == [0.2, 0.4, 0.2]

    bench.behaviour[EVALUATE] = accept
    work = only_work(bench)
    assert (work.attempts, work.crashes) == (0, 0)
    bench.clock.advance(1)
    sweep(bench.services.engine)
    assert run_job(bench.services) == "done"
    assert status_of(bench, submission) is SubmissionStatus.ACCEPTED


def test_a_ring_waits_for_a_database_that_comes_back(bench):
    bench.behaviour[EVALUATE] = accept
    submission = bench.submit()
    transaction = bench.services.store.transaction
    failures = [1, 2, 3]

    def away_at_first():
        if failures:
            failures.pop()
            raise StoreUnavailable("connection refused")
        return transaction()

    bench.services.store.transaction = away_at_first
    bench.services.engine.sleep = lambda _: None

    assert consume("evaluation", bench.services.engine) == "1 done"
    assert status_of(bench, submission) is SubmissionStatus.ACCEPTED


def test_work_that_the_release_before_this_one_wrote_is_found_and_done(bench):
    """Two-phase migration: the old code runs on the new schema and names none of the new columns."""
    bench.behaviour[EVALUATE] = accept
    submission = bench.submit()
    row = only_work(bench)
    old = (
        "id", "key", "task_name", "submission_id", "subject_id", "state", "priority", "due_at", "not_before",
        "sends", "attempts", "losses", "last_error", "created_at",
    )  # fmt: skip
    columns = ", ".join(old)
    with bench.services.store.transaction() as tx:
        for statement in (
            f"CREATE TEMPORARY TABLE kept AS SELECT {columns} FROM work_items",  # noqa: S608
            "DELETE FROM work_items",
            f"INSERT INTO work_items ({columns}) SELECT {columns} FROM kept",  # noqa: S608
        ):
            tx.session.execute(text(statement))
    assert run_job(bench.services) is None

    bench.wakeups.answered()
    assert sweep(bench.services.engine).wakeups == 1
    assert [message.job_id for message in bench.wakeups.answered()] == [row.id]
    assert run_job(bench.services) == "done"
    assert status_of(bench, submission) is SubmissionStatus.ACCEPTED


def test_a_worker_that_is_slow_to_die_and_two_sweeps_at_once_take_work_back_once(bench, monkeypatch):
    def hang(claim, services):
        raise Hung

    bench.behaviour[EVALUATE] = hang
    bench.submit()
    with pytest.raises(Hung):
        run_job(bench.services)
    bench.services.engine.heartbeat.stop()
    bench.clock.advance(bench.services.settings.heartbeat_stale_seconds + 1)
    monkeypatch.setattr("app.jobs.sweep.life_of", lambda process_id: Life.GONE)  # this process held the job
    found = []
    sweeps = [threading.Thread(target=lambda: found.append(sweep(bench.services.engine))) for _ in range(4)]
    for one in sweeps:
        one.start()
    for one in sweeps:
        one.join()

    assert sum(one.taken_back for one in found) == 1
    assert only_work(bench).crashes == 1


class Hung(BaseException):
    pass
