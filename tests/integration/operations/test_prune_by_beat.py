"""Retention by beat: off unless asked for, and then what is old goes and what is young stays."""

from datetime import timedelta

from app.config.settings import load_settings
from app.db.migrate import upgrade
from app.domain.lifecycle import SubmissionStatus
from app.domain.policy import Policy
from app.platform.clock import SystemClock
from app.tasks.process import PROCESS
from app.tasks.prune import prune
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from celery_worker.schedule import beat_schedule


class Later(SystemClock):
    def now(self):
        return super().now() + timedelta(days=10)


def submitted(desk, path, status=None):
    found = desk.submit(b"# A text\n\nIt says enough for this.", path=path, policy=Policy(), run_id=path)
    if status is not None:
        with desk._services.store.transaction() as tx:
            for work in tx.jobs.unfinished(found.submission_id):
                tx.session.delete(work)
            before = SubmissionStatus.EVALUATING
            tx.submissions.move(found.submission_id, expected=before, to=status, why="test")
    return found.submission_id


def test_beat_removes_nothing_unless_it_was_told_to(tmp_path):
    environ = {"COPYDESK_HOME": str(tmp_path)}

    assert "prune" not in beat_schedule(load_settings(environ))
    entry = beat_schedule(load_settings({**environ, "COPYDESK_PRUNE": "true"}))["prune"]
    assert (entry["task"], entry["schedule"]) == ("tasks.prune", 86_400)


def test_the_task_removes_decided_submissions_that_are_old_and_no_other(tmp_path):
    settings = load_settings({"COPYDESK_HOME": str(tmp_path), "COPYDESK_KEEP_DAYS": "7"})
    upgrade(settings.database_url)
    young = build_services(settings, clock=Later())
    old = build_services(settings)
    decided = submitted(Application(old), "old.md", SubmissionStatus.ESCALATED)
    with old.store.transaction() as tx:
        tx.submissions.move(
            decided, expected=SubmissionStatus.ESCALATED, to=SubmissionStatus.REJECTED, why="test"
        )
    waiting = submitted(Application(old), "waits.md")
    PROCESS.factory = lambda _worker: young
    try:
        prune()
    finally:
        PROCESS.forget()
        PROCESS.factory = None

    with old.store.read() as tx:
        left = {one.id for one in tx.submissions.of_run("old.md") + tx.submissions.of_run("waits.md")}
    assert left == {waiting}
    old.close()
