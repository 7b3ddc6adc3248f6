"""`scripts/bootstrap`: which Python an environment is made with, and that none is replaced in silence."""

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def bootstrap(python: Path | str, venv: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [REPOSITORY / "scripts/bootstrap", "runtime"],
        env={**os.environ, "PYTHON": str(python), "VENV": str(venv)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_environment_of_another_python_is_left_alone_with_a_sentence(tmp_path):
    other = program(tmp_path / "venv/bin/python", "echo Python 3.99.1")

    ended = bootstrap(sys.executable, tmp_path / "venv")

    assert ended.returncode == 1
    assert (
        f"{tmp_path}/venv was made with Python 3.99.1, and PYTHON={sys.executable} is Python 3"
        in ended.stderr
    )
    assert "VENV=" in ended.stderr
    assert other.exists()


def test_a_python_that_was_named_is_not_replaced_by_one_that_was_found(tmp_path):
    old = program(tmp_path / "python3.10", "exit 1")

    for python in (old, tmp_path / "python3.missing"):
        ended = bootstrap(python, tmp_path / "venv")

        assert ended.returncode == 1
        assert f"PYTHON={python} is not a Python 3.11 or newer that can be started" in ended.stderr
        assert not (tmp_path / "venv").exists()
