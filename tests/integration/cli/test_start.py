"""The command itself: quick to start, completed by shells, and calm about mistakes."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from app.embedded.lock import StateLock

REPOSITORY = Path(__file__).parents[3]
HEAVY = (
    "anthropic",
    "celery",
    "numpy",
    "openai",
    "pydantic",
    "rich",
    "sqlalchemy",
    "structlog",
    "kombu",
    "redis",
)


def copydesk(*arguments, **environ):
    return subprocess.run(
        [sys.executable, "-m", "app.cli.main", *arguments],
        capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environ},
    )  # fmt: skip


def test_nothing_heavy_is_imported_before_a_command_needs_it():
    code = f"import sys, app.cli.main; print(*sorted(set(sys.modules) & set({HEAVY!r})))"

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )

    assert done.stdout.split() == []


def test_the_version_is_printed():
    assert copydesk("--version").stdout.startswith("copydesk 0.")


def test_a_shell_is_told_how_to_complete():
    result = copydesk(_COPYDESK_COMPLETE="complete_bash", COMP_WORDS="copydesk rev", COMP_CWORD="1")

    assert "review" in result.stdout


def test_a_command_that_does_not_exist_is_a_usage_error():
    done = copydesk("chekc")

    assert done.returncode == 2
    assert "chekc" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_one_sentence_that_says_how_to_mend_it():
    done = copydesk("status", DATABASE_URL="mysql://here")

    assert done.returncode == 2
    assert done.stderr.startswith("copydesk: DATABASE_URL")
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_who_has_seen_enough_is_no_error():
    command = f"{sys.executable} -m app.cli.main check --help | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, cwd=REPOSITORY)

    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_a_second_pipeline_is_refused_for_the_first_and_not_for_its_port(tmp_path):
    with StateLock(tmp_path), socket.create_server(("127.0.0.1", 0)) as taken:
        done = copydesk("up", COPYDESK_HOME=str(tmp_path), COPYDESK_WEB_PORT=str(taken.getsockname()[1]))

    assert done.returncode == 2
    assert f"a pipeline is already running in {tmp_path}" in done.stderr
    assert f"process {os.getpid()}" in done.stderr
