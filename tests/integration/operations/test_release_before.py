"""A database full of rows that release 0.1 wrote works on: everything is read, and what waited is finished.

The rows are those of `copydesk run samples`, three further submissions (one job waits, one is held by a
process that is gone and has crashed once, one is a dead letter), two decisions, a claimed case, a webhook
whose secret is sealed, an invited reviewer, and a paid call.
"""

import gzip
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.db.tables.jobs import Job, JobState
from app.domain.lifecycle import SETTLED, SubmissionStatus
from app.domain.review import DecisionKind
from app.escalation.decide import Decision
from app.jobs.sweep import sweep
from app.operations.backup import back_up, restore
from app.operations.verify import verify
from app.platform.clock import SystemClock
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from app.workflow.inline import drain

ROWS = Path(__file__).parent / "data" / "release_0_1.sql.gz"
SEAL_KEY = "not-a-secret-only-for-tests-of-old-databases"


class LaterClock:
    """An hour from now: leases of the release before are over."""

    def now(self):
        return SystemClock().now() + timedelta(hours=1)


def open_services(tmp_path, url):
    settings = Settings(state_dir=tmp_path, database_url=url, encryption_keys=(SEAL_KEY,))
    return build_services(settings, clock=LaterClock())


@pytest.fixture(params=["sqlite", "postgresql"])
def services(request, tmp_path):
    """On SQLite the file itself, on PostgreSQL the same rows by way of a backup."""
    file = tmp_path / "old.db"
    with closing(sqlite3.connect(file)) as old:
        old.executescript(gzip.decompress(ROWS.read_bytes()).decode())
    upgrade(f"sqlite:///{file}")
    opened = open_services(tmp_path, f"sqlite:///{file}")
    if request.param == "postgresql":
        back_up(opened, tmp_path / "old.backup")
        opened.close()
        url = request.getfixturevalue("postgres_url")
        upgrade(url)
        opened = open_services(tmp_path, url)
        restore(opened, tmp_path / "old.backup")
    yield opened
    opened.close()


def test_every_submission_case_and_dead_letter_is_shown(services):
    application = Application(services)

    submissions = application.newest(100)
    details = [application.show(submission.id) for submission in submissions]

    assert len(submissions) == 19
    assert sum(len(detail.revisions) for detail in details) == 22
    assert sum(len(detail.evaluations) for detail in details) == 19
    assert sum(float(detail.cost_usd) for detail in details) == pytest.approx(0.0012)
    assert len(application.waiting()) == 5
    [dead_letter] = application.dead_letters()
    assert dead_letter.job_id is not None
    assert dead_letter.error == "EvaluationFailed: it broke"


def test_what_waited_or_was_held_is_finished_and_a_dead_letter_is_replayed(services):
    application = Application(services)
    [dead_letter] = application.dead_letters()
    application.replay(dead_letter.id, by="ada")
    with services.store.read() as tx:
        crashed = tx.session.query(Job).filter(Job.state == JobState.RUNNING).one().crashes

    sweep(services.engine)
    drain(services)

    assert crashed == 0
    assert {one.status for one in application.newest(100)} <= SETTLED | {SubmissionStatus.ESCALATED}
    assert application.dead_letters() == []


def test_a_case_of_the_release_before_is_decided(services):
    application = Application(services)
    case = application.waiting()[0]

    status = application.decide(case.id, Decision(DecisionKind.REJECT, "ada", "not ours"))

    assert status is SubmissionStatus.REJECTED


def test_a_secret_that_was_sealed_by_the_release_before_opens(services):
    with services.store.read() as tx:
        [webhook] = tx.outbound.webhooks()

    assert webhook.secret.startswith("sealed:")
    assert services.cipher.open(webhook.secret).startswith("whsec_")


def test_the_texts_are_those_that_were_stored(services):
    assert list(verify(services)) == []
