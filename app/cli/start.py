"""The entry point of `copydesk`: what must be set up before anything heavy is loaded."""

import os
import signal
import sys

INTERRUPTED = 128 + signal.SIGINT
"""The exit code of a command that was stopped by Ctrl-C, as shells report it."""


def run() -> None:
    """Ctrl-C exits without a traceback at any moment; writes to a closed stream are discarded."""
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
