"""The install script, into a tree of the test's own: what it does, spares, and takes off again."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from celery_worker.queues import QUEUES
from tests.support.processes import REPOSITORY
from tests.support.services import missing

SCRIPT = REPOSITORY / "deploy" / "systemd" / "install"


def install(*options: str, path: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """`path`: a folder whose programs come before the machine's."""
    first = os.environ["PATH"] if path is None else f"{path}:{os.environ['PATH']}"
    return subprocess.run(
        [SCRIPT, *options],
        env={**os.environ, "PATH": first},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


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
    assert "python3 -m venv" in done.stdout
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


def test_it_comes_off_a_tree_that_never_had_it_and_off_one_that_was_purged(tree):
    tree.mkdir()

    for options in ((), ("--purge",), ("--purge",)):
        done = install("--uninstall", *options, "--root", str(tree))

        assert (done.returncode, done.stderr) == (0, "")
        assert "stays: " not in done.stdout


def test_a_step_that_fails_keeps_no_other_from_its_work_and_a_second_run_finishes(tree, tmp_path):
    tree.mkdir()
    install("--without-program", "--root", str(tree))
    kept = tree / "etc/copydesk"
    real = shutil.which("rm")
    program(tmp_path / "bin/rm", f'case "$*" in *{kept}*) exit 1 ;; esac; exec {real} "$@"')

    first = install("--uninstall", "--purge", "--root", str(tree), path=tmp_path / "bin")

    assert first.returncode == 1
    assert "run it once more" in first.stderr
    assert f"stays: {kept}\n" in first.stdout
    assert not (tree / "var/lib/copydesk").exists()
    assert not (tree / "usr/local/bin/copydesk").exists()

    second = install("--uninstall", "--purge", "--root", str(tree))
    assert second.returncode == 0
    assert not kept.exists()


def test_a_python_in_a_home_folder_is_not_what_the_services_get(tree, tmp_path):
    program(tmp_path / "bin/python3", "echo /root/.pyenv/versions/3.99.1")

    done = install("--dry-run", "--root", str(tree), path=tmp_path / "bin")

    if done.returncode == 0:
        assert "/usr/bin/python3 is used" in done.stdout
        assert "would: /usr/bin/python3 -m venv" in done.stdout
    else:  # this machine has no other
        assert "is in a home folder, which the services cannot see" in done.stderr


def test_an_environment_made_with_a_python_in_a_home_folder_is_refused(tree):
    link = tree / "opt/copydesk/.venv/bin/python"
    link.parent.mkdir(parents=True)
    link.symlink_to("/root/.pyenv/versions/3.99.1/bin/python3.99")

    done = install("--without-program", "--root", str(tree))

    assert done.returncode == 1
    assert "/root/.pyenv/versions/3.99.1/bin/python3.99, in a home folder" in done.stderr


def test_an_option_that_it_does_not_know_is_refused():
    done = install("--uninstal")

    assert done.returncode == 2
    assert "unknown option --uninstal" in done.stderr
