"""Remote control: the commands that Copydesk adds to Celery's, or checks before Celery obeys."""

import logging
from types import SimpleNamespace

import click
import pytest
from celery.bin.control import _compile_arguments
from celery.worker.control import Panel

from app.config.settings import Settings
from celery_worker import control
from celery_worker.queues import QUEUES


@pytest.fixture
def stored(tmp_path):
    levels = []
    before = dict(Panel.data), dict(Panel.meta), logging.getLogger().level
    control.register(Settings(state_dir=tmp_path), store_level=lambda _, level: levels.append(level))
    yield levels
    Panel.data, Panel.meta = before[0], before[1]
    logging.getLogger().setLevel(before[2])


def worker():
    asked = []
    consumer = SimpleNamespace(
        call_soon=lambda function, *given, **_: asked.append((function, given[0])),
        add_task_queue="add",
        cancel_task_queue="cancel",
    )
    return SimpleNamespace(consumer=consumer), asked


def answer(command, *given):
    """What a worker answers to a command as it is typed."""
    state, asked = worker()
    return Panel.data[command](state, **_compile_arguments(command, list(given))), asked


def test_the_log_level_is_set_at_once_here_and_stored_for_the_other_processes(stored):
    reply, _ = answer("log_level", "DEBUG")

    assert reply["ok"].startswith("log level debug")
    assert logging.getLogger().level == logging.DEBUG
    assert stored == [logging.DEBUG]


def test_own_returns_to_the_level_from_before(stored):
    own = control.LOG_LEVEL.apply(None) or logging.getLogger().level
    answer("log_level", "error")
    answer("log_level", "own")

    assert logging.getLogger().level == own
    assert stored == [logging.ERROR, 0]


@pytest.mark.parametrize("command", ["add_consumer", "cancel_consumer"])
@pytest.mark.parametrize("queue", QUEUES)
def test_our_queues_are_added_and_cancelled(stored, command, queue):
    reply, asked = answer(command, queue)

    assert "ok" in reply
    assert asked == [(command.partition("_")[0], queue)]


@pytest.mark.parametrize("command", ["add_consumer", "cancel_consumer", "log_level"])
def test_another_name_is_refused_where_it_is_typed(stored, command):
    with pytest.raises(click.BadParameter, match="there is no"):
        _compile_arguments(command, ["nosuch"])


@pytest.mark.parametrize("command", ["add_consumer", "cancel_consumer", "log_level"])
@pytest.mark.parametrize("given", [{}, {"queue": "nosuch", "level": "loud"}])
def test_a_worker_refuses_what_somebody_else_sent(stored, command, given):
    state, asked = worker()

    assert QUEUES[0] in (said := Panel.data[command](state, **given)["error"]) or "debug" in said
    assert not asked
    assert not stored
