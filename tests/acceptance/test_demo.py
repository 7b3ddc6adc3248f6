"""`copydesk demo` as a person runs it: the real pipeline, from nothing to a table and a report."""

import os
import re
import signal
import sys
from pathlib import Path

import pytest

from app.cli.demo import SAMPLES
from tests.support.processes import belonging_to, started
from tests.support.services import wait_until

SHARED = Path(os.environ.get("COPYDESK_SHARED", Path(__file__).parents[3] / "shared"))
DEMO = [sys.executable, "-m", "app.cli.main", "demo"]
ROW = re.compile(r"^(\S+\.\w+) +(accepted|rewritten|escalated|rejected) ", re.MULTILINE)
ARTICLES = sum(path.suffix not in {".toml", ""} for path in SAMPLES.rglob("*"))

pytestmark = pytest.mark.slow


def outcome(said: str) -> dict[str, str]:
    """Article to state, from the table."""
    return {Path(path).name: state for path, state in ROW.findall(said.partition("\narticle ")[2])}


def test_the_demo_ends_by_itself_with_every_article_decided_and_nothing_left_running(tmp_path):
    state = tmp_path / "s"
    with started(DEMO, state, cwd=tmp_path) as demo:
        assert demo.process.wait(110) == 0

        states = outcome(demo.said())
        assert len(states) == ARTICLES
        assert set(states.values()) == {"accepted", "rewritten", "escalated"}
        assert states["fever-dosage.md"] == "escalated"
        assert states["smart-bins.html"] == "escalated"
        assert states["rain-barrel.md"] == "rewritten"
        assert not belonging_to(state / "demo")
    report = (state / "demo" / "report.html").read_text(encoding="utf-8")
    assert str(state / "demo" / "report.html") in demo.said()
    assert "<del>" in report
    assert "<ins>" in report


def test_without_a_broker_it_comes_to_the_same(tmp_path):
    said = []
    for name, more in (("a", []), ("b", ["--no-broker"])):
        with started([*DEMO, *more], tmp_path / name, cwd=tmp_path) as demo:
            assert demo.process.wait(110) == 0
            said.append(outcome(demo.said()))

    assert said[0] == said[1]
    assert len(said[0]) == ARTICLES


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_it_leaves_no_process(tmp_path, number):
    state = tmp_path / "s"
    with started(DEMO, state, cwd=tmp_path) as demo:
        demo.wait_for("articles submitted")
        assert belonging_to(state / "demo")

        assert demo.end(number) == 130

        assert not belonging_to(state / "demo")
        assert "nothing is left running" in demo.said()


def test_killing_it_leaves_no_process(tmp_path):
    state = tmp_path / "s"
    with started(DEMO, state, cwd=tmp_path) as demo:
        demo.wait_for("articles submitted")
        before = belonging_to(state / "demo")
        assert sum(" worker " in command for command in before.values()) >= 4, before

        assert demo.end(signal.SIGKILL) == -signal.SIGKILL

        wait_until(lambda: not belonging_to(state / "demo"), seconds=30, what="every process gone")


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path):
    with started([*DEMO, "nowhere"], tmp_path / "s", cwd=tmp_path) as demo:
        assert demo.process.wait(60) == 2
        assert (
            demo.said()
            == "copydesk: nowhere does not exist: name a folder of articles, `copydesk demo FOLDER`\n"
        )


@pytest.mark.skipif(
    not (SHARED / "nasty").is_dir(), reason="the folder of hard files is not here: COPYDESK_SHARED"
)
def test_no_hard_file_is_lost_or_reaches_the_report_as_markup(tmp_path):
    state = tmp_path / "s"
    hard = [file for file in (SHARED / "nasty").iterdir() if re.match(r"\d\d_", file.name)]
    with started([*DEMO, str(SHARED / "nasty"), "--no-broker"], state, cwd=tmp_path) as demo:
        assert demo.process.wait(110) == 0
        said = demo.said()

    missing = [file.name for file in hard if file.name not in said.partition("\narticle ")[2]]
    assert not missing
    report = (state / "demo" / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"<(?:script|img|iframe|object|embed|form|link|base)[\s>]", report)
    assert not re.search(r"<[a-z][^>]*\son\w+\s*=", report)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", report)
