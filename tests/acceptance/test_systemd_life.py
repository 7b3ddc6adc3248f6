"""The units' own commands under a small supervisor: start, health, kill, hang, deafness, reload, stop."""

import os
import signal
import socket
import threading
from contextlib import contextmanager, suppress

import pytest
import redis

from app.config.settings import load_settings
from app.db.migrate import upgrade
from celery_worker.build import celery_client
from celery_worker.canary import ask_queues
from tests.support.processes import belonging_to
from tests.support.services import wait_until
from tests.support.supervisor import Supervisor

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

WORKER = "copydesk-worker@.service"


@pytest.fixture
def place(tmp_path):
    """A state folder with its database."""
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    upgrade(load_settings({"COPYDESK_HOME": str(state)}).database_url)
    return state


def worker(place, broker, **more):
    more = {"CONCURRENCY": "1", "COPYDESK_SWEEP_INTERVAL": "1", "COPYDESK_STUCK_AFTER": "6", **more}
    return Supervisor(
        WORKER, place, instance="escalation", watchdog_seconds=12, CELERY_BROKER_URL=broker, **more
    )


def is_served(place, broker) -> bool:
    with celery_client(load_settings({"COPYDESK_HOME": str(place), "CELERY_BROKER_URL": broker})) as app:
        [answer] = ask_queues(app, queues=["escalation"], deadline_seconds=60)
    return answer.is_ok


def ready(service, times=1, seconds=90):
    wait_until(lambda: service.ready_times() >= times, seconds=seconds, what=f"ready\n{service.said()}")


def test_a_worker_starts_serves_is_killed_hangs_is_reloaded_and_stops(place, redis_url):
    with worker(place, redis_url) as service:
        ready(service)
        assert is_served(place, redis_url), service.said()
        assert "STATUS=serves escalation" in service.messages

        service.process.kill()
        ready(service, times=2)
        assert is_served(place, redis_url), service.said()

        assert service.watchdog_fired == 0
        os.kill(service.process.pid, signal.SIGSTOP)  # it hangs: nothing of it moves
        ready(service, times=3)
        assert service.watchdog_fired == 1
        assert is_served(place, redis_url), service.said()

        before, starts = service.process.pid, service.starts
        service.process.send_signal(signal.SIGHUP)  # ExecReload=
        ready(service, times=4)
        assert (service.process.pid, service.starts) == (before, starts), "the same process, reloaded"
        assert is_served(place, redis_url), service.said()

        assert service.stop(within=60) == 0
        assert "STATUS=waiting for running tasks to finish" in service.messages
        wait_until(lambda: not belonging_to(place), seconds=15, what="no process left")


def test_a_worker_that_lives_and_hears_nothing_any_more_is_restarted(place):
    with plain_redis() as port, proxy(port) as (address, deafen):
        broker = f"redis://{address}/0"
        with worker(place, broker) as service:
            ready(service)
            assert is_served(place, broker), service.said()

            deafen()
            ready(service, times=2)

            assert service.watchdog_fired == 1
            assert "no message arrived for 6 s" in service.said()
            assert is_served(place, broker), service.said()


def test_a_broker_that_is_away_is_waited_for_and_no_reason_to_restart(place, tmp_path):
    with plain_redis() as port:
        address = f"redis://127.0.0.1:{port}/0"
        service = worker(place, address)
        with service:
            ready(service)
            with redis.Redis(port=port) as client, suppress(redis.ConnectionError):
                client.shutdown(nosave=True)
            wait_until(
                lambda: service.messages.count("STATUS=waiting for the broker") > 15,
                seconds=90,
                what="it waits for longer than its watchdog",
            )

            assert (service.watchdog_fired, service.starts) == (0, 1)


@pytest.mark.parametrize(
    ("unit", "status"),
    [
        ("copydesk-beat.service", "sends the scheduled tasks"),
        ("copydesk-desk.service", "listens on 127.0.0.1"),
    ],
)
def test_the_scheduler_and_the_desk_say_that_they_are_ready_and_alive(place, redis_url, unit, status):
    with Supervisor(
        unit, place, watchdog_seconds=30, CELERY_BROKER_URL=redis_url, COPYDESK_WEB_PORT="0"
    ) as service:
        ready(service)
        assert any(status in line for line in service.messages)
        wait_until(lambda: service.messages.count("WATCHDOG=1") >= 3, seconds=60, what="signs of life")

        assert service.stop(within=30) in {0, -signal.SIGTERM}  # systemd takes both for an orderly end
        assert service.watchdog_fired == 0


@contextmanager
def plain_redis():
    """A Redis on a port, which a proxy can stand before."""
    import subprocess

    from app.embedded.redis import find_server

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(find_server()), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        with redis.Redis(port=port) as client:
            wait_until(lambda: _pings(client), seconds=15, what="redis answers")
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _pings(client) -> bool:
    with suppress(redis.ConnectionError):
        return bool(client.ping())
    return False


@contextmanager
def proxy(port):
    """A way to Redis whose connections that wait for messages can be made to hear nothing, and stay open."""
    server = socket.create_server(("127.0.0.1", 0))
    lines: list[dict[str, bool]] = []
    threads: list[threading.Thread] = []
    ends: list[socket.socket] = [server]

    def begin(target, *given):
        threads.append(threading.Thread(target=target, args=given))
        threads[-1].start()

    def hear(client, upstream, known):
        with suppress(OSError):
            while data := client.recv(65536):
                known["waits"] |= b"BRPOP" in data
                upstream.sendall(data)
        hang_up(client, upstream)

    def answer(client, upstream, known):
        with suppress(OSError):
            while data := upstream.recv(65536):
                if not known["is_deaf"]:
                    client.sendall(data)
        hang_up(client, upstream)

    def accept():
        with suppress(OSError):
            while True:
                client, _ = server.accept()
                upstream = socket.create_connection(("127.0.0.1", port))
                ends.extend((client, upstream))
                lines.append(known := {"waits": False, "is_deaf": False})
                begin(hear, client, upstream, known)
                begin(answer, client, upstream, known)

    def deafen():
        wait_until(lambda: any(known["waits"] for known in lines), seconds=20, what="somebody waits")
        for known in lines:
            known["is_deaf"] = known["waits"]

    begin(accept)
    try:
        yield f"127.0.0.1:{server.getsockname()[1]}", deafen
    finally:
        hang_up(*ends)
        for thread in threads:
            thread.join(10)
        for end in ends:
            end.close()


def hang_up(*ends):
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
