"""The file by which probes see that a worker consumes."""

from types import SimpleNamespace

import pytest
from celery import signals

from app.config.settings import Settings
from celery_worker.liveness import liveness_file, report_liveness


@pytest.fixture
def worker(monkeypatch):
    """A worker that is not stuck; `calls` is what its timer calls."""
    monkeypatch.setattr(signals.worker_ready, "receivers", [])
    monkeypatch.setattr(signals.worker_shutdown, "receivers", [])
    calls = []
    queues = SimpleNamespace(consume_from={"rewrite": None})
    return SimpleNamespace(
        hostname="rewrite@desk",
        app=SimpleNamespace(amqp=SimpleNamespace(queues=queues)),
        stuck=lambda: "",
        timer=SimpleNamespace(call_repeatedly=lambda _seconds, call: calls.append(call)),
        calls=calls,
    )


def lifecycle(settings):
    report_liveness(settings)
    [(_, start)], [(_, stop)] = signals.worker_ready.receivers, signals.worker_shutdown.receivers
    return start, stop


def test_the_file_is_there_from_ready_to_the_end(tmp_path, worker):
    start, stop = lifecycle(Settings(state_dir=tmp_path))
    path = liveness_file(tmp_path, worker.hostname)

    start(sender=worker)
    worker.calls[0]()
    assert path.exists()

    stop(sender=worker)
    assert not path.exists()


def test_a_worker_whose_account_has_no_folder_to_write_in_works_without_the_file(tmp_path, worker):
    state = tmp_path / "file"
    state.write_text("no folder")
    start, stop = lifecycle(Settings(state_dir=state))

    start(sender=worker)
    worker.calls[0]()
    stop(sender=worker)

    assert state.read_text() == "no folder"
