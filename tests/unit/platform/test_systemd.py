"""What a service manager hears, on a real socket."""

import socket
from contextlib import closing

import pytest

from app.platform import systemd


@pytest.fixture(params=["/notify", "@copydesk-test-notify"])
def heard(request, tmp_path, monkeypatch):
    """A function that gives the next datagram: on a path, and on a name in the kernel's own space."""
    name = request.param if request.param.startswith("@") else str(tmp_path) + request.param
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as line:
        line.bind(f"\0{name[1:]}" if name.startswith("@") else name)
        line.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", name)
        monkeypatch.setenv("WATCHDOG_USEC", "90000000")
        yield lambda: line.recv(4096).decode().splitlines()


def test_ready_and_alive_are_told_with_the_units_own_watchdog(heard):
    systemd.ready("serves rewrite")
    systemd.alive()

    assert heard() == ["READY=1", "WATCHDOG_USEC=90000000", "WATCHDOG=1", "STATUS=serves rewrite"]
    assert heard() == ["WATCHDOG_USEC=90000000", "WATCHDOG=1"]


def test_patience_stretches_start_stop_and_watchdog(heard):
    systemd.patience(60, "waits for the broker")

    assert heard() == [
        "EXTEND_TIMEOUT_USEC=60000000",
        "WATCHDOG_USEC=60000000",
        "WATCHDOG=1",
        "STATUS=waits for the broker",
    ]


def test_without_a_service_manager_nothing_is_said_and_nothing_breaks(monkeypatch, tmp_path):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert systemd.notify("READY=1") is False

    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    assert systemd.notify("READY=1") is False
