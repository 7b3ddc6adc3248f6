"""What leaves for Sentry, looked at where it arrives: a local server that keeps the envelopes."""

import gzip
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import sentry_sdk
import structlog

from app.config.settings import load_settings
from app.domain.errors import BrokerUnavailable, LeaseLost, ProviderRefused
from app.observability.logs import configure_logs
from app.observability.sentry import alert, start_sentry

CUSTOMER = "the customer wrote this planted sentence"
KEY = "sk-planted0123456789abcdef"


@pytest.fixture
def server():
    """A Sentry that writes down what it is sent."""
    envelopes: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            envelopes.append(body.decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            return

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield httpd.server_port, envelopes
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture
def reported(server, tmp_path):
    """Sentry and logs as a worker has them; gives a function that returns the events that arrived."""
    port, envelopes = server
    settings = load_settings(
        {
            "COPYDESK_HOME": str(tmp_path),
            "SENTRY_DSN": f"http://public@127.0.0.1:{port}/1",
            "SENTRY_ENVIRONMENT": "test",
            "OPENAI_API_KEY": KEY,
        }
    )
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    assert start_sentry(settings, component="worker")
    configure_logs(level="info", log_format="json", extra=[alert])

    def events():
        sentry_sdk.flush(5)
        return [
            json.loads(line)
            for one in envelopes
            for line in one.splitlines()
            if '"event_id"' in line and '"level"' in line
        ]

    yield events, envelopes
    sentry_sdk.get_client().close()
    sentry_sdk.init()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def fail_with_secrets(error: type[Exception]) -> None:
    text = CUSTOMER
    api_key = KEY
    try:
        raise ValueError(f"cannot parse {text!r}")
    except ValueError as cause:
        raise error(f"refused {text!r} with {api_key}") from cause


def caught(error: type[Exception]) -> Exception:
    with pytest.raises(error) as info:
        fail_with_secrets(error)
    return info.value


def test_a_dead_letter_arrives_once_with_tags_and_without_text_or_keys(reported):
    events, envelopes = reported
    log = structlog.get_logger("copydesk.work")

    with structlog.contextvars.bound_contextvars(
        submission="01SUB", task="rewrite.rewrite_revision", attempt="1/1", queue="rewrite"
    ):
        log.error("work.dead", error=CUSTOMER, prompt=CUSTOMER, exc_info=caught(ProviderRefused))

    [event] = events()
    assert event["tags"]["submission"] == "01SUB"
    assert event["tags"]["queue"] == "rewrite"
    assert event["tags"]["attempt"] == "1/1"
    assert event["tags"]["component"] == "worker"
    assert event["environment"] == "test"
    assert event["release"].startswith("copydesk@")
    assert [one["type"] for one in event["exception"]["values"]] == ["ValueError", "ProviderRefused"]
    assert "planted" not in "".join(envelopes)


def test_a_retry_is_no_alert(reported):
    events, _ = reported

    structlog.get_logger().warning("work.retry", error="provider is away", seconds=60)

    assert events() == []


def test_a_lost_race_is_no_alert(reported):
    events, _ = reported

    structlog.get_logger().error("work.odd", exc_info=LeaseLost("somebody else holds it"))

    assert events() == []


def test_one_broken_provider_is_one_alert_whatever_the_submission(reported):
    events, _ = reported

    for number in range(3):
        structlog.get_logger().error(
            "work.dead", submission=str(number), task="rewrite.x", exc_info=caught(ProviderRefused)
        )

    assert len({json.dumps(event["fingerprint"]) for event in events()}) == 1


def test_an_operators_sentence_is_told_but_not_its_password(reported):
    events, envelopes = reported

    structlog.get_logger().error(
        "start.failed", exc_info=BrokerUnavailable("redis://:planted@host/0 does not answer")
    )

    [event] = events()
    assert event["exception"]["values"][-1]["value"] == "redis://:***@host/0 does not answer"
    assert "planted" not in "".join(envelopes)


def test_a_raised_error_carries_no_local_variables_and_no_request(reported):
    events, envelopes = reported

    sentry_sdk.capture_exception(caught(RuntimeError))

    [event] = events()
    frames = [frame for one in event["exception"]["values"] for frame in one["stacktrace"]["frames"]]
    assert frames
    assert not any("vars" in frame for frame in frames)
    assert {"request", "breadcrumbs", "extra", "user", "server_name"} & set(event) == set()
    assert "planted" not in "".join(envelopes)


def test_without_a_dsn_nothing_is_started(tmp_path):
    assert not start_sentry(load_settings({"COPYDESK_HOME": str(tmp_path)}), component="cli")


def test_a_slow_task_tells_its_time_and_nothing_of_what_it_worked_on(server, tmp_path):
    port, envelopes = server
    settings = load_settings(
        {
            "COPYDESK_HOME": str(tmp_path),
            "SENTRY_DSN": f"http://public@127.0.0.1:{port}/1",
            "SENTRY_TRACES_SAMPLE_RATE": "1",
        }
    )
    start_sentry(settings, component="worker")
    try:
        with sentry_sdk.start_transaction(op="queue.task.celery", name="rewrite.rewrite_revision") as one:
            one.set_data("args", [CUSTOMER])
            sentry_sdk.get_current_scope().set_extra("celery-job", {"args": [CUSTOMER]})
            with sentry_sdk.start_span(op="http.client", name=f"POST {CUSTOMER}") as inner:
                inner.set_data("body", CUSTOMER)
        sentry_sdk.flush(5)
    finally:
        sentry_sdk.get_client().close()
        sentry_sdk.init()

    transactions = [json.loads(line) for one in envelopes for line in one.splitlines() if '"spans"' in line]
    [transaction] = transactions
    assert transaction["transaction"] == "rewrite.rewrite_revision"
    assert [span["op"] for span in transaction["spans"]] == ["http.client"]
    assert "planted" not in "".join(envelopes)


def test_beats_entries_are_cron_monitors_but_not_one_quicker_than_sentry_knows(server, tmp_path, redis_url):
    from celery.beat import Scheduler

    from celery_worker.build import celery_client

    port, envelopes = server
    environ = {
        "COPYDESK_HOME": str(tmp_path),
        "CELERY_BROKER_URL": redis_url,
        "SENTRY_DSN": f"http://public@127.0.0.1:{port}/1",
    }
    settings = load_settings(environ)
    start_sentry(settings, component="beat")
    try:
        with celery_client(settings) as app:
            clock = Scheduler(app=app, lazy=True)
            clock.setup_schedule()
            clock.update_from_dict(app.conf.beat_schedule)
            for entry in clock.schedule.values():
                clock.apply_entry(entry, producer=clock.producer)
            clock.close()
        sentry_sdk.flush(5)
    finally:
        sentry_sdk.get_client().close()
        sentry_sdk.init()

    lines = [json.loads(line) for one in envelopes for line in one.splitlines() if "monitor_slug" in line]
    [check_in] = lines
    assert (check_in["monitor_slug"], check_in["status"]) == ("escalate-overdue", "in_progress")
    assert check_in["monitor_config"]["schedule"] == {"type": "interval", "value": 1, "unit": "minute"}
