"""The operators' reference is what the code says, and the site builds without a network."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_of_tasks_queues_metrics_and_events_is_what_the_code_says():
    done = subprocess.run(
        [sys.executable, "-m", "celery_worker.reference"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    page = (ROOT / "docs" / "reference" / "operations.md").read_text(encoding="utf-8")
    assert page == done.stdout, "run make docs-reference"


def test_the_site_builds_without_a_network(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > 30
    loaded = re.compile(r"<(?:script|link|img)[^>]+(?:src|href)=\"(?:https?:)?//")
    assert [page.name for page in pages if loaded.search(page.read_text(encoding="utf-8"))] == []
