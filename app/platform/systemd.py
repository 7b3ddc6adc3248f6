"""Notify the service manager that started this process: ready, alive, status (sd_notify(3)).

Sends datagrams to the socket named in the environment; without one nothing is sent, so that any process may
call this wherever it runs.
"""

import socket

from app.platform.environment import service_manager_socket, service_manager_watchdog_seconds


def notify(*lines: str) -> bool:
    """Send lines such as `READY=1`, `WATCHDOG=1`, `STATUS=...`. False if nobody listens; never raises."""
    address = service_manager_socket()
    if not address:
        return False
    name = f"\0{address[1:]}" if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto("\n".join(lines).encode(), name)
    except OSError:
        return False  # a service manager that is away is no reason to stop working
    return True


def ready(doing: str) -> None:
    """Startup is complete. `doing` is one line for `systemctl status`."""
    notify("READY=1", *_sign_of_life(), f"STATUS={doing}")


def alive() -> None:
    """Call it more often than WatchdogSec=, and only while work makes progress."""
    notify(*_sign_of_life())


def patience(seconds: float, doing: str) -> None:
    """Extend the limit for startup, shutdown and watchdog to `seconds` for the current step."""
    microseconds = int(seconds * 1e6)
    notify(
        f"EXTEND_TIMEOUT_USEC={microseconds}",
        f"WATCHDOG_USEC={microseconds}",
        "WATCHDOG=1",
        f"STATUS={doing}",
    )


def _sign_of_life() -> tuple[str, ...]:
    # The unit's own limit is repeated each time, because `patience` may have extended it.
    seconds = service_manager_watchdog_seconds()
    return (f"WATCHDOG_USEC={int(seconds * 1e6)}", "WATCHDOG=1") if seconds else ("WATCHDOG=1",)
