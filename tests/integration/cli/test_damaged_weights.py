"""Cut or missing weights stop everything that would need them with a sentence."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WEIGHTS = Path("app/evaluation/detectors/copydesk/weights.npz")
START = {
    "check": [sys.executable, "-m", "app.cli.main", "check", "article.md"],
    "worker": [
        *(sys.executable, "-m", "celery", "-A", "celery_worker.celery_app:app", "worker"),
        *("--queues", "evaluation", "--pool", "solo"),
    ],
    "desk": [sys.executable, "-m", "app.web"],
}


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """A copy of the product whose weights a test may damage."""
    folder = tmp_path_factory.mktemp("installation")
    for package in ("app", "celery_worker"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "article.md").write_text("# A\n\nSome prose.\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", START)
@pytest.mark.parametrize("damage", ["cut", "missing"])
def test_damaged_weights_stop_the_start_with_a_sentence(installation, tmp_path, redis_url, command, damage):
    broken = installation / WEIGHTS
    broken.unlink(missing_ok=True)
    if damage == "cut":
        broken.write_bytes((ROOT / WEIGHTS).read_bytes()[:50_000])
    environ = {**os.environ, "PYTHONPATH": str(installation), "COPYDESK_HOME": str(tmp_path / "home")}
    environ |= {"COPYDESK_WEB_PORT": "0", "CELERY_BROKER_URL": redis_url}

    done = subprocess.run(
        START[command],
        cwd=installation,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode != 0
    output = done.stdout + done.stderr
    assert "copydesk: The detector's weights" in output
    assert "Reinstall copydesk" in output
    assert "Traceback" not in output
