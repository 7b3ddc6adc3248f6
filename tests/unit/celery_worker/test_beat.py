"""Beat's schedule is a file of Celery's, in a folder that may be open to others."""

import os

import pytest

from app.config.settings import Settings
from celery_worker.beat import Scheduler
from celery_worker.build import make_celery


@pytest.fixture
def _hides_nothing():
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_hides_nothing")
def test_the_schedules_file_is_private_whatever_the_umask(tmp_path):
    app = make_celery(Settings(state_dir=tmp_path))
    scheduler = Scheduler(app=app, schedule_filename=str(tmp_path / "beat-schedule"))
    scheduler.close()

    modes = {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}

    assert modes == {0o600}
