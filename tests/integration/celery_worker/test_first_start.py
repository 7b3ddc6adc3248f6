"""What the commands of the runbook say on a machine where something is still missing."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from typer.testing import CliRunner

from app.cli.main import app
from app.config.settings import load_settings
from app.db.bootstrap import prepare_database
from app.db.engine import make_engine
from app.db.migrate import schema_status, upgrade
from app.domain.errors import StoreRefusesLogin
from tests.support.processes import REPOSITORY

CELERY = ("-m", "celery", "-A", "celery_worker.celery_app")
UPGRADE_FIRST = "run `copydesk db upgrade` first"


def run(tmp_path, *arguments, **environ):
    """On a fresh machine: an empty home, and no setting but these."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, *arguments],
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), "PYTHONPATH": str(REPOSITORY), **environ},
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def one_sentence(done) -> str:
    assert done.returncode not in {0, None}
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert line.startswith("copydesk: ")
    return line


def test_a_worker_without_any_setting_says_how_to_get_a_broker(tmp_path):
    said = one_sentence(run(tmp_path, *CELERY, "worker", "--loglevel=info"))

    assert "Run `copydesk up`" in said
    assert "set CELERY_BROKER_URL" in said


def test_a_question_to_a_broker_that_is_away_is_answered_in_a_sentence(tmp_path):
    broker = "redis://127.0.0.1:9/0"
    said = one_sentence(run(tmp_path, *CELERY, "call", "tasks.health_check", CELERY_BROKER_URL=broker))

    assert f"the broker at {broker} cannot be reached" in said


def test_no_service_starts_on_a_database_that_was_not_upgraded(tmp_path, postgres_url, redis_url):
    settings = {
        "DATABASE_URL": postgres_url,
        "CELERY_BROKER_URL": redis_url,
        "COPYDESK_HOME": str(tmp_path / "home"),
    }
    services = (
        (*CELERY, "--quiet", "worker", "--queues=celery"),
        (*CELERY, "--quiet", "beat"),
        ("-m", "app.web"),
    )

    with ThreadPoolExecutor() as at_once:
        ended = list(at_once.map(lambda command: run(tmp_path, *command, **settings), services))

    for done in ended:
        assert UPGRADE_FIRST in one_sentence(done)


def test_a_database_of_the_next_release_is_served(postgres_url, tmp_path):
    upgrade(postgres_url)
    engine = make_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    prepare_database(load_settings({"COPYDESK_HOME": str(tmp_path), "DATABASE_URL": postgres_url}))

    status = schema_status(postgres_url)
    assert (status.current, status.is_newer) == ("9999", True), "it is served as it is, not taken back"


def test_an_upgrade_that_waits_ends_at_a_login_that_is_refused(tmp_path, postgres_url, monkeypatch):
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", postgres_url.rpartition("/")[0] + "/copydesk_none")

    done = CliRunner().invoke(app, ["db", "upgrade", "--wait"])

    assert isinstance(done.exception, StoreRefusesLogin)
    assert 'database "copydesk_none" does not exist' in str(done.exception)


def test_an_upgrade_that_waits_upgrades_a_database_that_is_there(tmp_path, monkeypatch):
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path))

    done = CliRunner().invoke(app, ["db", "upgrade", "--wait"])

    assert done.exit_code == 0
    assert "the database is at" in done.stdout
