"""An alert reaches somebody: from Alertmanager, started as Compose starts it, to a local receiver."""

import json
import os
import shutil
import signal
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue

import pytest
import yaml

from tests.support.services import missing, wait_until
from tests.support.tls import free_port
from tests.support.yaml_files import DEPLOY

FOLDER = DEPLOY / "alertmanager"
ALERTS = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())


@contextmanager
def receiver() -> Iterator[tuple[str, "Queue[dict[str, object]]"]]:
    """Its address, and what was posted to it."""
    got: Queue[dict[str, object]] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/alerts?a=1&b=%7C2", got
        server.shutdown()


def started(tmp_path, address, *given):
    folder = tmp_path / "alertmanager"
    shutil.copytree(FOLDER, folder)
    config = folder / "alertmanager.yml"
    config.write_text(config.read_text().replace("group_wait: 10s", "group_wait: 0s"))
    binary = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager") or "alertmanager"
    return subprocess.Popen(
        ["sh", folder / "start", *given],
        env={
            "PATH": os.environ["PATH"],
            "ALERT_WEBHOOK_URL": address,
            "ALERTMANAGER": binary,
            "CONFIG": str(tmp_path / "filled-in.yml"),
        },
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_without_a_receiver_it_does_not_start(tmp_path):
    with started(tmp_path, "") as process:
        said = process.communicate(timeout=10)[1]

    assert process.returncode != 0
    assert "ALERT_WEBHOOK_URL: fill it in in deploy/docker/.env" in said


def test_a_planted_alert_arrives_with_what_to_do(tmp_path):
    if not (shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")):
        raise missing("alertmanager", "Debian: apt install prometheus-alertmanager")
    rule = next(rule for group in ALERTS["groups"] for rule in group["rules"])
    alert = {"labels": {"alertname": rule["alert"], **rule["labels"]}, "annotations": rule["annotations"]}
    port = free_port()

    def is_ready() -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/-/ready", timeout=2) as reply:
            return reply.status == 200

    with receiver() as (address, got):
        listen = (f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address=")
        with started(tmp_path, address, f"--storage.path={tmp_path / 'data'}", *listen) as process:
            try:
                wait_until(is_ready, seconds=20, what="Alertmanager is ready")
                post = urllib.request.Request(
                    f"http://127.0.0.1:{port}/api/v2/alerts",
                    data=json.dumps([alert]).encode(),
                    headers={"Content-Type": "application/json"},
                )
                urllib.request.urlopen(post, timeout=5).close()  # noqa: S310 - the address above
                told = got.get(timeout=20)
            finally:
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=20)

    [arrived] = told["alerts"]
    assert told["receiver"] == "desk"
    assert arrived["labels"]["alertname"] == rule["alert"]
    assert arrived["annotations"]["action"] == rule["annotations"]["action"]
    assert (tmp_path / "filled-in.yml").stat().st_mode & 0o077 == 0, "the address may hold a secret"


def test_every_severity_of_our_alerts_has_a_route():
    config = yaml.safe_load((FOLDER / "alertmanager.yml").read_text())
    receivers = {one["name"] for one in config["receivers"]}
    severities = {rule["labels"]["severity"] for group in ALERTS["groups"] for rule in group["rules"]}

    assert config["route"]["receiver"] in receivers
    assert severities == {"page", "ticket"}
    assert [one["matchers"] for one in config["route"]["routes"]] == [['severity="page"']]


def test_prometheus_tells_the_alertmanager_of_compose_and_finds_each_of_several_workers():
    compose = yaml.safe_load((DEPLOY / "docker" / "compose.yaml").read_text())
    config = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    [target] = config["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"]
    jobs = {job["job_name"]: job for job in config["scrape_configs"]}
    [found] = jobs["copydesk-workers"]["dns_sd_configs"]

    assert target.partition(":")[0] in compose["services"]
    assert set(found["names"]) == {name for name in compose["services"] if name.startswith("worker-")}
    assert "static_configs" not in jobs["copydesk-workers"]


@pytest.mark.parametrize(
    ("service", "variable"),
    [("flower", "FLOWER_PASSWORD"), ("grafana", "GF_SECURITY_ADMIN_PASSWORD")],
)
def test_a_page_that_would_have_an_empty_password_does_not_start(service, variable):
    found = yaml.safe_load((DEPLOY / "docker" / "compose.yaml").read_text())["services"][service]
    script = found["command"][0].replace("$$", "$").replace("exec ", "echo would start ")

    def run(password: str) -> "subprocess.CompletedProcess[str]":
        environ = {"PATH": os.environ["PATH"], variable: password}
        return subprocess.run(
            [*found["entrypoint"], script],
            env=environ,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )

    assert run("").returncode != 0
    assert "deploy/docker/.env" in run("").stderr
    assert run("s3cret").stdout.startswith("would start")
