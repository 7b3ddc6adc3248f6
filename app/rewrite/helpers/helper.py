"""One helper process, as its owner sees it."""

import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from app.platform.environment import environ_with_our_modules
from app.rewrite.helpers.wire import receive, send

ENDS_WITHIN_SECONDS = 5.0


class Helper:
    """Started at once; used by one thread. Raises OSError when it cannot be started."""

    def __init__(self, *, longest_seconds: float) -> None:
        self._connection, theirs = socket.socketpair()
        self._connection.settimeout(longest_seconds)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app.rewrite.helpers.process", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=environ_with_our_modules(),
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, function: Callable[..., Any], given: tuple[Any, ...]) -> tuple[bool, Any]:
        """Whether it came to an end, and what it gave or raised.

        Raises EOFError and OSError for a helper that died or took too long: it must then be ended.
        """
        send(self._connection, (function, given))
        result: tuple[bool, Any] = receive(self._connection)
        return result

    def end(self, *, at_once: bool = False) -> None:
        self._connection.close()
        if at_once:
            self._process.kill()
        try:
            self._process.wait(ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
