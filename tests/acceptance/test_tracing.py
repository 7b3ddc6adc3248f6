"""One trace from the submission to a person's decision, as a collector gets it from four processes."""

import sys
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from app.cli.demo import SAMPLES
from app.config.policy_file import PolicyFile
from app.config.settings import load_settings
from app.db.migrate import upgrade
from app.domain.ids import as_number
from app.domain.review import DecisionKind
from app.escalation.decide import Decision
from app.jobs.observer import NullObserver
from app.observability import traced
from app.observability.tracing import _root_span
from app.tasks.wakeups import celery_wakeups
from app.workflow.application import Application
from app.workflow.bootstrap import build_services
from celery_worker.build import celery_client
from tests.support.processes import started
from tests.support.services import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def collector():
    """Its address, and a function that gives the spans so far, by trace."""
    requests: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            requests.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def traces():
        found = defaultdict(list)
        for path, body in requests:
            assert path == "/v1/traces"
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    for span in scope.spans:
                        found[int.from_bytes(span.trace_id)].append(span)
        return found

    yield f"http://127.0.0.1:{server.server_port}", traces, requests
    server.shutdown()
    server.server_close()


def attribute(span, name):
    return next((one.value.string_value for one in span.attributes if one.key == name), None)


def test_one_trace_holds_the_submission_each_step_on_each_queue_and_the_decision(
    tmp_path, redis_url, collector
):
    address, traces, requests = collector
    environ = {
        "COPYDESK_HOME": str(tmp_path / "state"),
        "CELERY_BROKER_URL": redis_url,
        "COPYDESK_OTLP_ENDPOINT": address,
    }
    settings = load_settings(environ)
    settings.state_dir.mkdir()
    upgrade(settings.database_url)
    text = (SAMPLES / "guides" / "fever-dosage.md").read_bytes()
    worker = [sys.executable, "-m", "celery", "-A", "celery_worker.celery_app", "worker"]
    worker += ["--loglevel=info", "--concurrency=1"]
    del environ["COPYDESK_HOME"]
    with started(worker, settings.state_dir, **environ) as running, celery_client(settings) as app:
        running.wait_for(" ready.")
        services = build_services(
            settings,
            notify=celery_wakeups(app, broker_url=settings.broker_url),
            observer=traced(NullObserver(), settings, component="cli"),
        )
        desk = Application(services)
        policy = PolicyFile.load(SAMPLES / "copydesk.toml").policy_for("guides/fever-dosage.md")
        submission = desk.submit(text, path="guides/fever-dosage.md", policy=policy).submission_id

        def cases():
            with services.store.read() as tx:
                return tx.detail(submission).escalations

        wait_until(lambda: bool(cases()), seconds=60, what=f"an escalation\n{running.said()}")
        desk.decide(cases()[0].id, Decision(kind=DecisionKind.APPROVE, reviewer="ada", reason="is right"))
        services.close()
        number = as_number(submission)
        wait_until(lambda: len(traces()[number]) >= 3, seconds=30, what="the worker's spans")

    found = traces()
    assert set(found) == {number}, "one trace, and nothing beside it"
    spans = {span.name: span for span in found[number]}
    assert {"submission", "evaluation.evaluate_revision", "decision"} <= set(spans)
    root = spans.pop("submission")
    assert not root.parent_span_id
    assert int.from_bytes(root.span_id) == _root_span(number)
    assert {span.parent_span_id for span in spans.values()} == {root.span_id}
    assert attribute(spans["evaluation.evaluate_revision"], "copydesk.queue") == "evaluation"
    assert attribute(spans["evaluation.evaluate_revision"], "copydesk.outcome") == "done"
    assert attribute(spans["decision"], "copydesk.decision") == "approve"
    for sentence in text.decode().split("\n\n")[2:]:
        assert not any(sentence.encode() in body for _, body in requests)
