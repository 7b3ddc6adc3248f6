"""The helper itself: `python -m app.rewrite.helpers.process FD` computes until its owner is gone.

It ends by nothing else: the owner's end of the socket closes with the owner, however that one ended, and a
signal to the whole group must not take the helper away from an owner that still has calls to finish.
"""

import signal
import socket
import sys
from typing import Any

from app.rewrite.helpers.wire import receive, send


def main(descriptor: int) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    with socket.socket(fileno=descriptor) as owner:
        while True:
            try:
                function, given = receive(owner)
                send(owner, _outcome(function, given))
            except (EOFError, OSError):
                return


def _outcome(function: Any, given: tuple[Any, ...]) -> tuple[bool, Any]:
    """Whether it came to an end, and what it gave or raised."""
    try:
        return True, function(*given)
    except Exception as error:  # noqa: BLE001 - it is raised where the function was asked for
        return False, error


if __name__ == "__main__":
    main(int(sys.argv[1]))
