"""A planted failure in a real worker: a local Sentry hears of it once, with tags and without the plant."""

import gzip
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.config.settings import load_settings
from app.db.migrate import upgrade
from celery_worker.build import celery_client
from tests.support.processes import BIN, started
from tests.support.services import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
PLANTED = "sk-planted0123456789abcdef"


@pytest.fixture
def sentry():
    """Its address, and the bodies that it was sent."""
    bodies: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            is_packed = self.headers.get("Content-Encoding") == "gzip"
            bodies.append((gzip.decompress(body) if is_packed else body).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://public@127.0.0.1:{server.server_port}/1", bodies
    server.shutdown()
    server.server_close()


def test_a_failing_task_is_reported_once_with_its_tags_and_without_what_was_planted(
    tmp_path, redis_url, sentry
):
    address, bodies = sentry
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    environ = {"CELERY_BROKER_URL": redis_url, "OPENAI_API_KEY": PLANTED, "SENTRY_DSN": address}
    settings = load_settings({"COPYDESK_HOME": str(state), "CELERY_BROKER_URL": redis_url})
    upgrade(settings.database_url)
    command = [str(BIN / "celery"), "-A", "celery_worker.celery_app", "worker", "--loglevel=info", "-c", "1"]

    with started(command, state, **environ) as worker, celery_client(settings) as app:
        worker.wait_for(" ready.")
        # An argument that the task does not take: it fails for good, and its message is full of secrets.
        app.send_task("tasks.health_check", args=[PLANTED, {"text": f"the customer wrote {PLANTED}"}])

        def events():
            lines = [line for body in list(bodies) for line in body.splitlines()]
            return [json.loads(line) for line in lines if '"exception"' in line]

        wait_until(events, seconds=60, what=f"an event\n{worker.said()}")
        app.send_task("tasks.health_check", ignore_result=False).get(timeout=60)  # the next one is well
        time.sleep(1)
        told_events = events()

    [event] = told_events
    assert event["exception"]["values"][-1]["type"] == "WrongArguments"
    assert event["tags"]["component"] == "worker"
    assert (event["tags"]["task"], event["tags"]["queue"]) == ("tasks.health_check", "celery")
    assert event["release"].startswith("copydesk@")
    assert "planted" not in "".join(bodies)
