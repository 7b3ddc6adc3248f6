"""Environment variables other than Copydesk's own settings."""

import os
import sys


def tell_library(name: str, value: str) -> None:
    """Set a variable for this process and its children; never one of Copydesk's own settings."""
    os.environ[name] = value


def service_manager_socket() -> str:
    """The socket of the service manager that started this process (sd_notify(3)); empty for none."""
    return os.environ.get("NOTIFY_SOCKET", "")


def service_manager_watchdog_seconds() -> float:
    """The service manager ends this process after this time without a keep-alive; 0 for never."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    return int(microseconds) / 1e6 if microseconds.isdecimal() else 0.0


def environ_with_our_modules() -> dict[str, str]:
    """The environment for a child Python process that finds the same modules as this one."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(folder for folder in sys.path if folder)}
