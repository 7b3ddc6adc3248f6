"""Commands of Celery where no broker is."""

import pytest

from app.config.settings import Settings
from app.domain.errors import BrokerUnavailable
from app.embedded.lock import StateLock
from celery_worker.broker_guard import EXIT_UNAVAILABLE, require_broker


def away():
    raise BrokerUnavailable("the broker at redis://127.0.0.1:9 cannot be reached: start it")


def test_a_broker_that_answers_is_no_news(tmp_path, capsys):
    require_broker(Settings(state_dir=tmp_path), must_answer=True, check=lambda: None)

    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("must_answer", [True, False])
def test_where_nothing_is_configured_and_nothing_runs_one_sentence_says_what_to_do(
    tmp_path, capsys, must_answer
):
    with pytest.raises(SystemExit) as ended:
        require_broker(Settings(state_dir=tmp_path / "none"), must_answer=must_answer, check=away)

    assert ended.value.code == EXIT_UNAVAILABLE
    said = capsys.readouterr().err
    assert "Run `copydesk up`" in said
    assert "set CELERY_BROKER_URL" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "none").exists()


def test_a_worker_of_a_pipeline_whose_redis_is_being_restarted_waits(tmp_path, capsys):
    with StateLock(tmp_path):
        require_broker(Settings(state_dir=tmp_path), must_answer=False, check=away)

    assert "waiting for the broker" in capsys.readouterr().err


def test_a_broker_that_was_configured_is_waited_for_by_workers_and_not_by_questions(tmp_path, capsys):
    settings = Settings(state_dir=tmp_path, broker_url="redis://127.0.0.1:9/0")

    require_broker(settings, must_answer=False, check=away)
    assert capsys.readouterr().err.startswith("copydesk: waiting for the broker: the broker at redis://")

    with pytest.raises(SystemExit):
        require_broker(settings, must_answer=True, check=away)
    assert capsys.readouterr().err.startswith("copydesk: the broker at redis://")
