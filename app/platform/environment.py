"""What the environment says outside of Copydesk's own settings, and where it is told to libraries."""

import os
import sys


def tell_library(name: str, value: str) -> None:
    """Set a variable of this process and of its children; never one of Copydesk's own settings."""
    os.environ[name] = value


def service_manager_socket() -> str:
    """Where the service manager that started this process listens (sd_notify(3)); empty for none."""
    return os.environ.get("NOTIFY_SOCKET", "")


def service_manager_watchdog_seconds() -> float:
    """After this time without a sign of life the service manager ends this process; 0 for never."""
    told = os.environ.get("WATCHDOG_USEC", "")
    return int(told) / 1e6 if told.isdecimal() else 0.0


def environ_with_our_modules() -> dict[str, str]:
    """For a child of the same Python that finds the modules that this process finds."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(place for place in sys.path if place)}
