"""The helper itself: `python -m app.rewrite.helpers.process FD` computes until its owner is gone.

Nothing else ends it: the owner's end of the socket closes with the owner, however that ended, and a signal to
the process group must not stop the helper of an owner that still has calls to finish.
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
    """Whether it returned, and what it returned or raised."""
    try:
        return True, function(*given)
    except Exception as error:  # noqa: BLE001 - it is raised in the caller
        return False, error


if __name__ == "__main__":
    main(int(sys.argv[1]))
