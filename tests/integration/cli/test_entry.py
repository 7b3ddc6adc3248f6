"""The command as a process of its own, on streams that are not as they should be."""

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from app.db.migrate import upgrade

ENTRY = [sys.executable, "-c", "from app.cli.start import run; run()"]


def test_a_full_disk_behind_stdout_is_one_sentence():
    with open("/dev/full", "w") as full:  # noqa: PTH123
        ended = subprocess.run(
            [*ENTRY, "--version"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert ended.returncode == 2
    assert ended.stderr == (
        "copydesk: a file cannot be written: no space left on device; free some space, or choose a path on "
        "another disk\n"
    )


def test_a_closed_stdout_is_no_defect():
    ended = subprocess.run(
        ["sh", "-c", '"$0" "$@" >&-', *ENTRY, "--version"], capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("seconds", [0, 0.2, 0.4, 0.8])
def test_ctrl_c_says_nothing_at_whatever_moment_it_comes(seconds):
    # Before its first line runs, Python alone decides what Ctrl-C says.
    begin = "import signal; signal.signal(signal.SIGINT, signal.SIG_DFL); print(flush=True)"
    running = subprocess.Popen(
        [sys.executable, "-c", f"{begin}; {ENTRY[-1]}", "check", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    running.stdout.readline()
    time.sleep(seconds)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)

    assert running.returncode in {-signal.SIGINT, 130}
    assert "Traceback" not in errors


def test_a_table_that_is_missing_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("COPYDESK_HOME", str(tmp_path))
    upgrade(f"sqlite:///{tmp_path / 'copydesk.db'}")
    with closing(sqlite3.connect(tmp_path / "copydesk.db")) as database, database:
        database.execute("DROP TABLE dead_letters")

    ended = subprocess.run([*ENTRY, "dead-letters", "list"], capture_output=True, text=True, check=False)

    assert ended.returncode == 2
    assert ended.stderr.startswith("copydesk: the database rejects a statement: no such table: dead_letters")
    assert len(ended.stderr.splitlines()) == 1
