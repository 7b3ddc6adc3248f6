"""`make dev`: every worker under watchmedo, restarted on a save, and none left when the parent is killed."""

import signal
import sys

import pytest

from tests.support.processes import belonging_to, started
from tests.support.services import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

DEV = """
import dataclasses, sys
from pathlib import Path
from app.embedded.dev import watched
from app.embedded.output import Terminal
from app.embedded.supervisor import Pipeline, run_until_stopped
from app.config.settings import load_settings
wrap = lambda spec: watched(spec, code=Path(sys.argv[1]))
output = Terminal(sys.stdout)
sys.exit(run_until_stopped(Pipeline(load_settings(), queues=["celery"], output=output, wrap_worker=wrap)))
"""


def test_a_save_restarts_the_worker_once_and_a_killed_parent_leaves_nothing(tmp_path):
    code, state = tmp_path / "code", tmp_path / "state"
    code.mkdir()
    with started([sys.executable, "-c", DEV, str(code)], state) as dev:
        dev.wait_for(" ready.")
        (code / "edited.py").write_text("VERSION = 2\n")
        dev.wait_for(" ready.", times=2)
        assert dev.said().count("Warm shutdown") == 1

        dev.process.kill()
        dev.process.wait(10)

        wait_until(lambda: not belonging_to(state), seconds=15, what="no process left")


def test_it_stops_in_order(tmp_path):
    code, state = tmp_path / "code", tmp_path / "state"
    code.mkdir()
    with started([sys.executable, "-c", DEV, str(code)], state) as dev:
        dev.wait_for(" ready.")

        assert dev.end(signal.SIGTERM) == 0
        wait_until(lambda: not belonging_to(state), seconds=15, what="no process left")
