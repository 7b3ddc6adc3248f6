"""The install script, into a tree of the test's own: what it does, spares, and takes off again."""

import shutil
import stat
import subprocess

import pytest

from celery_worker.queues import QUEUES
from tests.support.processes import REPOSITORY
from tests.support.services import missing

SCRIPT = REPOSITORY / "deploy" / "systemd" / "install"


def install(*options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [SCRIPT, *options], capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL
    )


@pytest.fixture
def tree(tmp_path):
    if shutil.which("systemd-sysusers") is None:
        raise missing("systemd", "systemd-sysusers is not installed")
    return tmp_path / "root"


def files(tree):
    return {str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_file()}


def test_a_dry_run_says_each_step_and_does_none(tree):
    done = install("--dry-run", "--root", str(tree))

    assert done.returncode == 0, done.stderr
    assert "would: python3 -m venv" in done.stdout
    assert "--require-hashes" in done.stdout
    assert "copydesk-worker@.service" in done.stdout
    assert not tree.exists()


def test_it_installs_units_account_folders_and_settings_that_only_root_reads(tree):
    tree.mkdir()
    done = install("--without-program", "--root", str(tree))

    assert done.returncode == 0, done.stderr
    assert {f"etc/systemd/system/copydesk-worker@{queue}.service.d/limits.conf" for queue in QUEUES} <= files(
        tree
    )
    assert {f"etc/copydesk/{queue}.env" for queue in QUEUES} <= files(tree)
    assert stat.S_IMODE((tree / "etc/copydesk/copydesk.env").stat().st_mode) == 0o600
    assert stat.S_IMODE((tree / "var/lib/copydesk").stat().st_mode) == 0o700
    assert "copydesk:" in (tree / "etc/passwd").read_text()


def test_settings_that_are_there_are_never_overwritten(tree):
    mine = tree / "etc/copydesk/rewrite.env"
    mine.parent.mkdir(parents=True)
    mine.write_text("CONCURRENCY=8\n")

    assert install("--without-program", "--root", str(tree)).returncode == 0
    assert install("--without-program", "--root", str(tree)).returncode == 0

    assert mine.read_text() == "CONCURRENCY=8\n"


def test_it_comes_off_again_and_keeps_settings_and_data_until_told_otherwise(tree):
    tree.mkdir()
    install("--without-program", "--root", str(tree))
    (tree / "var/lib/copydesk/copydesk.db").write_text("submissions")

    first = install("--uninstall", "--root", str(tree))
    left = files(tree)
    second = install("--uninstall", "--purge", "--root", str(tree))

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert not [path for path in left if "systemd" in path or "sysusers" in path or "tmpfiles" in path]
    assert {"etc/copydesk/copydesk.env", "var/lib/copydesk/copydesk.db"} <= left
    assert not (tree / "etc/copydesk").exists()
    assert not (tree / "var/lib/copydesk").exists()


def test_an_option_that_it_does_not_know_is_refused():
    done = install("--uninstal")

    assert done.returncode == 2
    assert "unknown option --uninstal" in done.stderr
