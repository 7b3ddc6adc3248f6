"""Log lines: events with fields, and nothing in them that must not leave."""

import io
import json
import logging

import pytest
import structlog

from app.observability.logs import configure_logs, without_secrets


@pytest.fixture
def lines():
    """Configure JSON logs into a buffer; gives a function that reads its lines."""
    buffer = io.StringIO()
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    configure_logs(level="info", log_format="json", stream=buffer)
    yield lambda: [json.loads(line) for line in buffer.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()


def test_an_event_carries_its_fields_and_the_context_of_its_task(lines):
    with structlog.contextvars.bound_contextvars(submission="s1", attempt="2/4"):
        structlog.get_logger("copydesk.work").info("work.done", seconds=1.5)

    [line] = lines()
    assert line["event"] == "work.done"
    assert (line["submission"], line["attempt"], line["seconds"]) == ("s1", "2/4", 1.5)
    assert line["level"] == "info"
    assert line["timestamp"].endswith("Z")


def test_fields_keep_the_order_they_are_written_in_and_the_context_is_sorted(lines):
    structlog.contextvars.bind_contextvars(worker="w", task="t", queue="q", attempt=1, b="", a="")

    structlog.get_logger("copydesk").info("work.retry", wait=3, because="busy", task="own")

    [line] = lines()
    names = [name for name in line if name not in {"event", "level", "logger", "timestamp"}]
    assert names == ["wait", "because", "task", "a", "attempt", "b", "queue", "worker"]
    assert line["task"] == "own"


def test_a_library_that_logs_the_old_way_gets_the_same_context(lines):
    with structlog.contextvars.bound_contextvars(submission="s1"):
        logging.getLogger("somewhere").warning("took %d tries", 3)

    [line] = lines()
    assert (line["event"], line["submission"]) == ("took 3 tries", "s1")


def test_a_text_is_logged_as_its_length(lines):
    structlog.get_logger().warning("content.odd", text="What the customer wrote", prompt="p" * 10)

    assert lines()[0]["text"] == "<23 characters>"
    assert lines()[0]["prompt"] == "<10 characters>"


def test_debug_is_left_out_at_info(lines):
    structlog.get_logger("x").debug("work.looked")

    assert lines() == []


def test_an_exception_keeps_its_traceback_without_its_secrets(lines):
    try:
        raise ValueError("cannot reach redis://:planted@host/0")
    except ValueError as error:
        structlog.get_logger().error("work.dead", exc_info=error)

    [line] = lines()
    assert "Traceback" in line["exception"]
    assert "planted" not in json.dumps(line)


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("planted", "api_key"),
        ("planted", "OPENAI_API_KEY"),
        ("planted", "Authorization"),
        ("Bearer planted-planted", "header"),
        ("key sk-planted0123456789", "note"),
        ("postgresql://me:planted@db/desk", "url"),
        ({"deep": [{"password": "planted"}]}, "settings"),
        (b"planted", "raw"),
    ],
)
def test_secrets_are_masked_at_any_depth(value, key):
    assert "planted" not in json.dumps(without_secrets({key: value}))


def test_what_is_no_secret_stays_as_it_is():
    event = {"submission": "01H", "seconds": 2, "ok": True, "none": None, "url": "https://example.com/a:b@c"}

    assert without_secrets(event) == event


def test_a_document_in_a_field_is_cut():
    assert len(without_secrets("a b" * 100_000)) < 4_100
