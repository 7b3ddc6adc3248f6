"""The database at a worker's and at beat's start."""

import pytest

from app.config.settings import Settings
from app.domain.errors import ConfigurationError, StoreRefusesLogin, StoreUnavailable
from celery_worker.schema_guard import await_schema, check_schema


def raising(*errors):
    left = list(errors)

    def prepare(_settings):
        if left:
            raise left.pop(0)

    return prepare


@pytest.fixture
def settings(tmp_path):
    return Settings(state_dir=tmp_path)


def test_a_worker_waits_for_a_database_that_is_away_and_says_so(settings, capsys):
    slept = []

    await_schema(settings, prepare=raising(StoreUnavailable("refused")), sleep=slept.append)

    assert len(slept) == 1
    assert capsys.readouterr().err == "copydesk: waiting for the database: refused\n"


def test_a_worker_does_not_start_before_the_upgrade(settings):
    with pytest.raises(ConfigurationError, match="run `copydesk db upgrade`"):
        await_schema(settings, prepare=raising(ConfigurationError("run `copydesk db upgrade` first")))


def test_beat_starts_without_a_database_that_is_away_and_not_before_the_upgrade(settings, capsys):
    check_schema(settings, prepare=raising(StoreUnavailable("refused")))
    assert "refused" in capsys.readouterr().err

    for error in (ConfigurationError("older"), StoreRefusesLogin("no such user")):
        with pytest.raises(type(error)):
            check_schema(settings, prepare=raising(error))
