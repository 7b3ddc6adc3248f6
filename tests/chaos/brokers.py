"""Brokers that may be broken: a Redis of our own, a virtual host of our own on the RabbitMQ here."""

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import redis

from app.embedded.redis import find_server
from tests.support import services

LOCAL = "127.0.0.1"


class Broker(Protocol):
    """A broker with ways to break it. Every way may lose every message."""

    url: str
    queue_type: str

    def flush(self) -> None:
        """Lose what waits."""

    def restart(self) -> None:
        """Go away, lose everything, come back."""

    def cut(self) -> None:
        """Close every connection."""

    def messages(self, queues: tuple[str, ...]) -> int:
        """How many messages wait in these queues."""


class OwnRedis:
    """A Redis process. Without persistence unless `keeps`, so that a restart loses everything."""

    queue_type = "classic"

    def __init__(self, folder: Path, *, keeps: bool = False) -> None:
        self._folder = folder
        self._keeps = keeps
        self._server = find_server()
        with socket.socket() as free:
            free.bind((LOCAL, 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://{LOCAL}:{self.port}/0"
        self.client = redis.Redis(host=LOCAL, port=self.port, socket_timeout=5)
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [str(self._server), "--port", str(self.port), "--bind", LOCAL, "--dir", str(self._folder)]
        command += ["--save", "", "--appendonly", "yes" if self._keeps else "no"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        services.wait_until(self.client.ping, seconds=20, what="redis answers")
        return process

    def flush(self) -> None:
        self.client.flushall()

    def restart(self) -> None:
        self.process.kill()
        self.process.wait(20)
        self.process = self._start()

    def cut(self) -> None:
        self.client.client_kill_filter(_type="normal", skipme=True)
        self.client.client_kill_filter(_type="pubsub", skipme=True)

    def messages(self, queues: tuple[str, ...]) -> int:
        found = 0
        for queue in queues:
            for key in self.client.scan_iter(f"{queue}*", count=1000):
                if self.client.type(key) == b"list":
                    found += self.client.llen(key)
        return found

    def stop(self) -> None:
        self.client.close()
        self.process.terminate()
        self.process.wait(20)


class OwnVhost:
    """A virtual host of this run on the RabbitMQ of this machine."""

    def __init__(self, url: str, *, queue_type: str) -> None:
        self.url = url
        self.queue_type = queue_type
        self._name = url.rsplit("/", 1)[1]
        self._ctl = services.find_rabbitmqctl() or "rabbitmqctl"

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            [self._ctl, "--quiet", *command], check=False, capture_output=True, text=True, timeout=60
        )
        return done.stdout

    def _queues(self) -> list[str]:
        told = self._run("list_queues", "-p", self._name, "name", "--no-table-headers")
        return [name for name in told.split() if name in {"evaluation", "rewrite", "escalation", "celery"}]

    def flush(self) -> None:
        for queue in self._queues():
            self._run("purge_queue", "-p", self._name, queue)

    def restart(self) -> None:
        """The server is not ours alone: the queues are deleted and every connection closed instead."""
        for queue in self._queues():
            self._run("delete_queue", "-p", self._name, queue)
        self.cut()

    def cut(self) -> None:
        self._run("close_all_connections", "-p", self._name, "cut by a test")

    def messages(self, queues: tuple[str, ...]) -> int:
        told = self._run("list_queues", "-p", self._name, "name", "messages", "--no-table-headers")
        rows = [line.split() for line in told.splitlines()]
        return sum(int(row[1]) for row in rows if len(row) == 2 and row[0] in queues)


@contextmanager
def broker_of(kind: str) -> Iterator[Broker]:
    """`redis`, `redis-kept` (append-only file), `rabbitmq` (classic queues) or `rabbitmq-quorum`."""
    if kind.startswith("rabbitmq"):
        with services.private_rabbitmq() as url:
            yield OwnVhost(url, queue_type="quorum" if kind.endswith("quorum") else "classic")
        return
    with tempfile.TemporaryDirectory(prefix="cdr") as folder:
        own = OwnRedis(Path(folder), keeps=kind == "redis-kept")
        try:
            yield own
        finally:
            own.stop()


def wait(condition: object, seconds: float) -> bool:
    """Look at the condition four times a second until it holds; False when the time is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.25)
    return False
