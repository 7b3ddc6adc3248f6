"""Redis over TLS, with a real server: the certificate is required on both connections."""

import shutil
import socket
import subprocess

import pytest
import redis
from kombu.exceptions import OperationalError

from app.settings import load_settings
from celery_worker.build import celery_client
from tests.support.services import missing, wait_until


@pytest.fixture(scope="module")
def tls_redis(tmp_path_factory):
    """A Redis that speaks TLS alone: its address without a database number, and its authority's file."""
    server, openssl = shutil.which("redis-server"), shutil.which("openssl")
    if server is None or openssl is None:
        raise missing("redis-tls", "redis-server or openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    ca, key, certificate = folder / "ca.pem", folder / "key.pem", folder / "certificate.pem"
    make = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*make, *names], check=True, capture_output=True, timeout=60)
    shutil.copy(certificate, ca)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    listens = [
        "--port",
        "0",
        "--tls-port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--dir",
        str(folder),
        "--save",
        "",
    ]
    shows = ["--tls-cert-file", str(certificate), "--tls-key-file", str(key), "--tls-auth-clients", "no"]
    process = subprocess.Popen([server, *listens, *shows], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def answers() -> bool:
        if process.poll() is not None:
            raise missing("redis-tls", "this redis-server was built without TLS")
        with redis.Redis("127.0.0.1", port, ssl=True, ssl_ca_certs=str(ca)) as client:
            return bool(client.ping())

    try:
        wait_until(answers, seconds=15, what="redis answers over TLS")
        yield f"rediss://127.0.0.1:{port}", ca
    finally:
        process.terminate()
        process.communicate(timeout=10)


def client(tmp_path, address):
    return celery_client(load_settings({"COPYDESK_HOME": str(tmp_path), "CELERY_BROKER_URL": address}))


def test_with_the_authority_named_messages_and_results_go_over_tls(tls_redis, tmp_path):
    address, ca = tls_redis
    with client(tmp_path, f"{address}/0?ssl_ca_certs={ca}") as app:
        sent = app.send_task("tasks.sweep", queue="celery", ignore_result=False)
        app.backend.store_result(sent.id, {"ok": True}, "SUCCESS")

        assert app.AsyncResult(sent.id).get(timeout=5) == {"ok": True}
    with redis.Redis.from_url(f"{address}/0", ssl_ca_certs=str(ca)) as broker:
        assert broker.llen("celery\x06\x164") + broker.llen("celery") == 1, broker.keys("*")
    with redis.Redis.from_url(f"{address}/1", ssl_ca_certs=str(ca)) as results:
        assert results.keys("celery-task-meta-*")


def test_without_the_authority_nothing_is_sent(tls_redis, tmp_path):
    address, _ = tls_redis
    # Another database, because kombu would hand out the connection of the test above, with its authority.
    with client(tmp_path, f"{address}/2") as app, pytest.raises(OperationalError, match=r"(?i)certificate"):
        app.send_task("tasks.sweep", queue="celery", ignore_result=True, retry=False)
