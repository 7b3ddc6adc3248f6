"""What Celery's side of a task makes of a defect at the database, without a broker in between."""

import pytest
import structlog
from celery import Celery
from sqlalchemy import text

from app.config.settings import Settings
from app.db.migrate import upgrade
from app.domain.retry_policy import BASE
from app.tasks.base import BaseTask
from app.tasks.process import PROCESS, services
from app.tasks.sweep import sweep
from app.workflow.application import Application
from app.workflow.bootstrap import build_services


@pytest.fixture
def home(tmp_path):
    """The services that tasks of this process use; the database misses what a test drops."""
    settings = Settings(state_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'test.db'}")
    upgrade(settings.database_url)
    PROCESS.factory = lambda _worker: build_services(settings)
    yield PROCESS.services()
    PROCESS.forget()
    PROCESS.factory = None


def errors(logs):
    return [entry["event"] for entry in logs if entry["log_level"] == "error"]


def ran(statement):
    """A task that runs this statement, as Celery runs it."""
    app = Celery("test", set_as_current=False)

    @app.task(base=BaseTask, name="tasks.test", shared=False)
    def task():
        with services().store.transaction() as tx:
            tx.session.execute(text(statement))

    with structlog.testing.capture_logs() as logs:
        result = task.apply()
    return result, logs


def test_a_row_that_breaks_a_constraint_is_a_dead_letter_and_an_alert_and_is_not_tried_again(home):
    result, logs = ran("INSERT INTO projects (id, name, created_at) VALUES ('a', NULL, '2026-01-01')")

    assert result.failed()
    assert errors(logs) == ["task.failed"]
    [dead_letter] = Application(home).dead_letters()
    assert (dead_letter.task_name, dead_letter.attempts) == ("tasks.test", 1)
    assert dead_letter.error.startswith("ConstraintViolated")


def test_a_table_that_is_missing_is_tried_as_often_as_the_policy_says(home):
    result, logs = ran("SELECT * FROM no_such_table")

    assert result.failed()
    assert [entry["event"] for entry in logs].count("task.retry") == BASE.max_retries
    assert errors(logs) == ["task.failed"]
    assert Application(home).dead_letters()[0].attempts == BASE.max_retries + 1


def test_a_sweep_that_meets_a_defect_says_so_and_leaves_it_to_the_next_sweep(home):
    with home.store.transaction() as tx:
        tx.session.execute(text("DROP TABLE worker_processes"))

    with structlog.testing.capture_logs() as logs:
        assert sweep.apply().successful()

    assert errors(logs) == ["sweep.failed"]
    assert Application(home).dead_letters() == []
