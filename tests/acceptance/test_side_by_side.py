"""A deploy: workers of the code before the newest migration, on the new schema, alone and beside new ones."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from app.config.settings import load_settings
from app.db.migrate import newest_revision, upgrade
from app.domain.policy import Policy
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from tests.support.processes import BIN, REPOSITORY, started
from tests.support.services import missing, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

WORKER = [
    str(BIN / "celery"), "-A", "celery_worker.celery_app", "worker", "--loglevel=info", "--concurrency=1",
    "--queues=evaluation,rewrite,escalation,celery",
]  # fmt: skip
SAMPLES = sorted(Path(REPOSITORY, "samples").rglob("*.md"))


def git(*arguments):
    ended = subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, check=False)
    return ended.stdout if ended.returncode == 0 else b""


def before_the_newest_migration():
    """The last commit whose migrations end, in one line, before the newest one; None where there is none."""
    versions = "app/db/migrations/versions"
    for changed in git("log", "--format=%H", "--", versions).decode().split():
        files = git("ls-tree", "--name-only", f"{changed}^", f"{versions}/").decode().split()
        numbers = sorted(Path(name).name[:4] for name in files if name.endswith(".py"))
        in_one_line = len(numbers) == len(set(numbers))
        if numbers and in_one_line and numbers[-1] < newest_revision():
            return f"{changed}^"
    return None


@pytest.fixture(scope="module")
def previous_code(tmp_path_factory):
    """The code as it was before the newest migration came."""
    commit = before_the_newest_migration()
    archive = git("archive", "--format=zip", commit) if commit else b""
    if not archive:
        raise missing("history", "this copy of the code has no commits before the newest migration")
    folder = tmp_path_factory.mktemp("previous")
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:  # tarfile has no filters before Python 3.11.4
        packed.extractall(folder)
    asked = [sys.executable, "-c", "from app.db.migrate import newest_revision; print(newest_revision())"]
    alone = {**os.environ, "PYTHONPATH": str(folder)}
    revision = subprocess.run(asked, cwd=folder, env=alone, capture_output=True, check=True).stdout.decode()
    assert revision.strip() < newest_revision(), "the processes would not run the previous code"
    return folder


@pytest.fixture
def place(postgres_url, redis_url):
    """A database at the newest schema, and the broker beside it."""
    upgrade(postgres_url)
    return {"DATABASE_URL": postgres_url, "CELERY_BROKER_URL": redis_url, "COPYDESK_SWEEP_INTERVAL": "1"}


@pytest.fixture
def services(place, tmp_path):
    made = build_services(load_settings({"COPYDESK_HOME": str(tmp_path / "mine"), **place}))
    yield made
    made.close()


def submit(services, run_id):
    for path in SAMPLES:
        Application(services).submit(path.read_bytes(), path=path.name, policy=Policy(), run_id=run_id)


def counted(services, query):
    with services.store.read() as tx:
        return tx.session.execute(text(query)).scalar_one()


def all_settled(services):
    return not counted(
        services, "SELECT count(*) FROM submissions WHERE status NOT IN ('accepted', 'escalated')"
    )


def check_rows(services, submissions):
    assert counted(services, "SELECT count(*) FROM submissions") == submissions
    assert counted(services, "SELECT count(*) FROM dead_letters") == 0
    assert counted(services, "SELECT count(*) FROM work_items WHERE losses > 0") == 0
    assert counted(services, "SELECT count(*) FROM submissions WHERE status = 'accepted'") > 0
    assert counted(
        services,
        "SELECT count(*) FROM (SELECT submission_id FROM events WHERE kind IN ('submission.accepted', "
        "'submission.escalated') GROUP BY 1 HAVING count(*) > 1) AS twice",
    ) == 0  # fmt: skip


def test_previous_code_does_all_the_work_on_the_new_schema(tmp_path, place, services, previous_code):
    submit(services, "old alone")

    old = {**place, "PYTHONPATH": str(previous_code)}
    with started(WORKER, tmp_path / "old", cwd=previous_code, **old):
        wait_until(lambda: all_settled(services), seconds=120, what="previous workers settle everything")

    check_rows(services, len(SAMPLES))


def test_old_and_new_workers_share_the_work(tmp_path, place, services, previous_code):
    old = {**place, "PYTHONPATH": str(previous_code)}
    with (
        started([*WORKER, "-n", "old@%h"], tmp_path / "old", cwd=previous_code, **old) as before,
        started([*WORKER, "-n", "new@%h"], tmp_path / "new", cwd=REPOSITORY, **place) as after,
    ):
        before.wait_for(" ready.")
        after.wait_for(" ready.")
        submit(services, "both")
        wait_until(lambda: all_settled(services), seconds=120, what="both workers settle everything")

    check_rows(services, len(SAMPLES))
