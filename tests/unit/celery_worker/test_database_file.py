"""A SQLite file that is deleted or replaced under a running worker."""

from types import SimpleNamespace

from celery import signals
from celery.worker import state

from app.config.settings import Settings
from celery_worker.database_file import file_of, identity, watch_database_file, what_happened


def test_only_a_sqlite_file_is_watched(tmp_path):
    assert file_of(f"sqlite:///{tmp_path}/a.db") == tmp_path / "a.db"
    assert file_of("sqlite://") is None
    assert file_of("postgresql+psycopg://h/d") is None


def test_a_file_that_grows_is_the_same(tmp_path):
    path = tmp_path / "a.db"
    path.write_bytes(b"a")
    opened = identity(path)
    path.write_bytes(b"more")

    assert what_happened(path, opened) == ""


def test_a_worker_whose_file_is_replaced_or_deleted_stops_and_says_which(tmp_path, monkeypatch):
    path, other = tmp_path / "a.db", tmp_path / "other.db"
    path.write_bytes(b"a")
    other.write_bytes(b"b")
    opened = identity(path)
    calls = []
    timer = SimpleNamespace(call_repeatedly=lambda _seconds, call: calls.append(call))
    monkeypatch.setattr(state, "should_stop", None)
    monkeypatch.setattr(signals.worker_ready, "receivers", [])
    watch_database_file(Settings(state_dir=tmp_path, database_url=f"sqlite:///{path}"))
    [(_, start)] = signals.worker_ready.receivers
    start(sender=SimpleNamespace(timer=timer))

    calls[0]()
    assert state.should_stop is None
    other.replace(path)
    calls[0]()
    assert state.should_stop == 1

    assert "replaced" in what_happened(path, opened)
    path.unlink()
    assert f"{path} was deleted" in what_happened(path, opened)
