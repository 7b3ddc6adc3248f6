"""A pool's child whose last result nobody reads."""

from types import SimpleNamespace

import pytest
from billiard import pool

from celery_worker.child_exit import SECONDS, bound_exit_wait


@pytest.fixture
def _library_restored(monkeypatch):
    monkeypatch.setattr(
        pool, "GUARANTEE_MESSAGE_CONSUMPTION_RETRY_LIMIT", pool.GUARANTEE_MESSAGE_CONSUMPTION_RETRY_LIMIT
    )


@pytest.mark.usefixtures("_library_restored")
def test_it_waits_a_moment_and_not_half_a_minute(monkeypatch):
    slept = []
    monkeypatch.setattr(pool.time, "sleep", slept.append)
    child = SimpleNamespace(on_ready_counter=SimpleNamespace(value=4))

    bound_exit_wait()
    was_read = pool.Worker._ensure_messages_consumed(child, completed=5)

    assert not was_read
    assert sum(slept) == pytest.approx(SECONDS)


@pytest.mark.usefixtures("_library_restored")
def test_it_does_not_wait_for_what_was_read(monkeypatch):
    monkeypatch.setattr(pool.time, "sleep", lambda _: pytest.fail("it waits"))
    child = SimpleNamespace(on_ready_counter=SimpleNamespace(value=5))

    bound_exit_wait()

    assert pool.Worker._ensure_messages_consumed(child, completed=5)
