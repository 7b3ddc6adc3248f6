"""What a job meets in the database, on the way that a worker takes: what ends it, what counts, what waits."""

import re

import pytest
import structlog
from sqlalchemy import text

from app.db.tables.jobs import Job, JobState
from app.db.tables.submissions import Revision
from app.domain.errors import StoreUnavailable
from app.domain.jobs import EVALUATE
from app.domain.lifecycle import RevisionOrigin, SubmissionStatus
from app.domain.retry_policy import IDEMPOTENT
from app.jobs.consume import consume
from app.jobs.setbacks import LONGEST_DELAY_SECONDS, LONGEST_PAUSE_SECONDS
from app.jobs.sweep import sweep
from app.workflow.application import Application
from tests.integration.jobs.test_delivery import accept, only_work, status_of
from tests.support.jobs import run_job, run_jobs

QUEUE = "evaluation"


def run(bench):
    """The next job of the queue, once its time has come."""
    sweep(bench.services.engine)
    return run_job(bench.services, QUEUE)


def add_revision(bench, claim, **wrong):
    """A revision as a rewrite adds it, but for what is wrong with it."""
    row = {
        "id": "r" * 26, "submission_id": claim.submission_id, "number": 1, "author": "",
        "origin": RevisionOrigin.REWRITE, "source": "a sentence of a customer", "fingerprint": "f",
        "created_at": bench.clock.now(),
    }  # fmt: skip
    with bench.services.store.transaction() as tx:
        tx.session.add(Revision(**{**row, **wrong}))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"submission_id": "nobody"}, r"(?i)foreign key"),
        ({"fingerprint": None}, r"(?i)not.null"),
        ({"number": 0}, r"revisions"),
    ],
    ids=["foreign key", "not null", "a unique key that nobody expects to race for"],
)
def test_a_row_that_breaks_a_constraint_is_a_dead_letter_an_alert_and_a_case(bench, wrong, said):
    bench.behaviour[EVALUATE] = lambda claim, _: add_revision(bench, claim, **wrong)
    submission = bench.submit()

    with structlog.testing.capture_logs() as logs:
        assert run(bench) == "dead"
        sweep(bench.services.engine)

    alerts = [entry["event"] for entry in logs if entry["log_level"] == "error"]
    assert alerts == ["work.dead", "dead_letters.grew"]
    [dead_letter] = Application(bench.services).dead_letters()
    assert re.search(said, dead_letter.error)
    assert "a sentence of a customer" not in dead_letter.error
    assert [case.submission_id for case in Application(bench.services).waiting()] == [submission]
    assert only_work(bench).state is JobState.DEAD


def test_a_table_that_is_missing_counts_each_attempt_and_the_retries_end(bench):
    def ask_for_it(_claim, services):
        with services.store.transaction() as tx:
            tx.session.execute(text("SELECT * FROM no_such_table"))

    bench.behaviour[EVALUATE] = ask_for_it
    bench.submit()
    outcomes, tries = [], 0
    while not outcomes or outcomes[-1] != "dead":
        outcomes.append(run(bench))
        bench.clock.advance(30)
        tries += 1
        assert tries < 200

    ran = [outcome for outcome in outcomes if outcome is not None]
    assert ran == ["retry"] * IDEMPOTENT.max_retries + ["dead"]
    assert Application(bench.services).dead_letters()[0].attempts == IDEMPOTENT.max_retries + 1
    assert "no_such_table" in only_work(bench).last_error


def test_a_job_whose_database_cannot_be_used_is_tried_ever_more_rarely_and_none_of_it_counts(bench):
    def read_only(_claim, _services):
        raise StoreUnavailable("the database is read-only")

    pauses = []
    bench.services.engine.sleep = pauses.append
    bench.behaviour[EVALUATE] = read_only
    bench.submit()
    delays = []
    for _ in range(11):
        assert run(bench) == "returned"
        assert run(bench) is None
        with bench.services.store.read() as tx:
            delays.append((tx.jobs.next_time() - bench.clock.now()).total_seconds())
        bench.clock.advance(delays[-1])

    assert delays == sorted(delays)
    assert delays[:3] == [0.2, 0.4, 0.8]
    assert delays[-1] == LONGEST_DELAY_SECONDS
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE_SECONDS
    assert (only_work(bench).attempts, only_work(bench).state) == (0, JobState.PENDING)


def test_one_wakeup_never_spins_over_a_job_that_cannot_be_saved(bench):
    tries = []

    def full(claim, _services):
        tries.append(claim.attempt)
        raise StoreUnavailable("the disk is full")

    bench.behaviour[EVALUATE] = full
    bench.services.engine.sleep = lambda _: None
    bench.submit()

    consume(QUEUE, bench.services.engine)

    assert tries == [1]


def test_a_job_that_cannot_be_saved_leaves_the_others_their_turn(bench):
    def some(claim, services):
        with services.store.read() as tx:
            is_first = tx.submissions.get(claim.submission_id).path == "a.md"
        if is_first:
            raise StoreUnavailable("too large for what is left of the disk")
        accept(claim, services)

    bench.behaviour[EVALUATE] = some
    bench.services.engine.sleep = lambda _: None
    bench.submit()
    others = [bench.submit(f"# {number}\n".encode(), path=f"{number}.md") for number in range(3)]

    assert sorted(run_jobs(bench.services)) == ["done", "done", "done", "returned"]
    assert {status_of(bench, other) for other in others} == {SubmissionStatus.ACCEPTED}


def test_an_attempt_that_failed_counts_although_the_database_was_away_when_it_was_written_down(bench):
    """The database was not what the job failed of, so that its policy says when and how often it is tried."""
    away = [1, 2, 3]

    def fail(_claim, services):
        def sometimes_away():
            if away:
                away.pop()
                raise StoreUnavailable("connection refused")
            return transaction()

        transaction, services.store.transaction = services.store.transaction, sometimes_away
        raise OSError("the model's network is down")

    bench.behaviour[EVALUATE] = fail
    bench.services.engine.sleep = lambda _: None
    bench.submit()

    assert run(bench) == "retry"
    work = only_work(bench)
    assert (work.attempts, work.crashes) == (1, 0)
    assert "network is down" in work.last_error


def test_work_that_can_be_put_to_nobody_is_a_dead_letter_all_the_same(bench):
    """Where the case cannot be written, the work must still end, or it would be done again and again."""

    def break_the_schema(claim, services):
        with services.store.transaction() as tx:
            tx.session.execute(text("ALTER TABLE cases RENAME TO elsewhere"))
        add_revision(bench, claim, number=0)

    bench.behaviour[EVALUATE] = break_the_schema
    bench.submit()

    with structlog.testing.capture_logs() as logs:
        assert run(bench) == "dead"

    assert "work.not_escalated" in [entry["event"] for entry in logs if entry["log_level"] == "error"]
    with bench.services.store.read() as tx:
        assert tx.session.query(Job).one().state is JobState.DEAD
        assert tx.dead_letters.count_open() == 1
