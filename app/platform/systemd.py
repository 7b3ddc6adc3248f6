"""What a process tells the service manager that started it: ready, alive, what it does (sd_notify(3)).

A few datagrams to the socket that the environment names; without one nothing is said, so that every process
may call this wherever it runs.
"""

import socket

from app.platform.environment import service_manager_socket, service_manager_watchdog_seconds


def notify(*told: str) -> bool:
    """Send lines such as `READY=1`, `WATCHDOG=1`, `STATUS=...`. False where nobody listens; never raises."""
    address = service_manager_socket()
    if not address:
        return False
    name = f"\0{address[1:]}" if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto("\n".join(told).encode(), name)
    except OSError:
        return False  # a service manager that is away is no reason to stop working
    return True


def ready(doing: str) -> None:
    """The start is over. `doing` is one line for `systemctl status`."""
    notify("READY=1", *_sign_of_life(), f"STATUS={doing}")


def alive() -> None:
    """Say it more often than WatchdogSec=, and only where the work goes on."""
    notify(*_sign_of_life())


def patience(seconds: float, doing: str) -> None:
    """What is done now takes so long: not longer, and the start, the stop or the watchdog fires."""
    microseconds = int(seconds * 1e6)
    notify(
        f"EXTEND_TIMEOUT_USEC={microseconds}",
        f"WATCHDOG_USEC={microseconds}",
        "WATCHDOG=1",
        f"STATUS={doing}",
    )


def _sign_of_life() -> tuple[str, ...]:
    # The unit's own limit is told each time as well: `patience` may have stretched it.
    seconds = service_manager_watchdog_seconds()
    return (f"WATCHDOG_USEC={int(seconds * 1e6)}", "WATCHDOG=1") if seconds else ("WATCHDOG=1",)
