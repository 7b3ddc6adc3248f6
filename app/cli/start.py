"""The entry point of `copydesk`: what must hold before anything heavy is loaded."""

import os
import signal
import sys

INTERRUPTED = 128 + signal.SIGINT
"""What a shell says of a command that Ctrl-C ended."""


def run() -> None:
    """Ctrl-C ends without a traceback, at whatever moment; a closed stream swallows what it is told."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - for good
    from app.cli.main import run as run_command

    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run_command()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
