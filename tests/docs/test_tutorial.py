"""The tutorial is run, line by line, by somebody who does as it says."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"(?P<before>[^\n]*)\n\n```(?P<kind>\w+)\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"Write `([^`]+)`")
NOT_RUN = ("make demo", "export PATH", "copydesk up")
"""What tests of their own run: the demo, and the pipeline in the foreground."""


def steps(page: Path):
    """Files to write, as (name, text), and commands, as (None, line)."""
    for match in FENCE.finditer(page.read_text(encoding="utf-8")):
        name = FILE.search(match["before"])
        if name is not None:
            yield name[1], match["body"]
        elif match["kind"] == "sh":
            for line in match["body"].splitlines():
                if line.strip() and not line.startswith(NOT_RUN):
                    yield None, line


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """Runs a line of the page; `copydesk` is this one."""
    command = tmp_path / "bin" / "copydesk"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m app.cli.main "$@"\n')
    command.chmod(0o755)
    here = tmp_path / "work"
    here.mkdir()
    environ = {
        **os.environ,
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "COPYDESK_HOME": str(tmp_path / "state"),
    }

    def run(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-c", line],
            cwd=here,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )

    run.here = here
    return run


def test_the_tutorial_does_what_it_says(shell):
    said = {}
    for name, text in steps(ROOT / "docs/tutorial/first-article.md"):
        if name is not None:
            (shell.here / name).write_text(text)
            continue
        line = text
        if "ESCALATION" in line:
            waiting = json.loads(shell("copydesk review list --json").stdout)["escalations"]
            line = line.replace("ESCALATION", waiting[0]["id"])
        done = shell(line)
        assert "Traceback" not in done.stderr, f"{line}: {done.stderr}"
        assert done.returncode in {0, 1}, f"{line}: {done.stderr}"
        said[text] = done

    checked = said["copydesk check barrel.md"]
    assert "barrel.md:3:" in checked.stdout
    assert "CON019" in checked.stdout
    assert "CON023" in checked.stdout
    mended = said["copydesk run barrel.md --no-broker --output accepted --report report.html"]
    assert "rewritten" in mended.stdout
    assert "important to note" not in (shell.here / "accepted" / "barrel.md").read_text()
    assert "important to note" in (shell.here / "barrel.md").read_text()
    assert (shell.here / "report.html").stat().st_size > 4_000
    assert said["copydesk run strict.md --no-broker --config strict.toml"].returncode == 1
    approved = next(done for line, done in said.items() if line.startswith("copydesk review approve"))
    assert "approved revision" in approved.stdout
    assert "accepted" in said["copydesk status"].stdout
